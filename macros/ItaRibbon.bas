Attribute VB_Name = "ItaRibbon"
Option Explicit

' What the controls of the add-in's ribbon run, on whatever workbook is in front.

Public Sub ITA_OnCalculate(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.calculate()"
End Sub

Public Sub ITA_OnWeak(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.weak()"
End Sub

Public Sub ITA_OnPlan(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.plan()"
End Sub

Public Sub ITA_OnFollowup(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.followup()"
End Sub

Public Sub ITA_OnProgress(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.progress()"
End Sub

Public Sub ITA_OnMemo(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.memo()"
End Sub

Public Sub ITA_OnPdf(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.pdf()"
End Sub

Public Sub ITA_OnReport(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.report()"
End Sub

Public Sub ITA_OnImportFile(ByVal control As IRibbonControl)
    If ItaChoose() Then ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.import_file()"
End Sub

Public Sub ITA_OnMachine(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.machine()"
End Sub

Public Sub ITA_OnBatch(ByVal control As IRibbonControl)
    If ItaFolder() Then ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.batch()"
End Sub

Public Sub ITA_OnNewTemplate(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.new_template()"
End Sub

Public Sub ITA_OnGuide(ByVal control As IRibbonControl)
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.guide()"
End Sub
