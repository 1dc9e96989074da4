Attribute VB_Name = "ItaButtons"
Option Explicit

' What the buttons of the template run: one macro a button, each with its fixed command.

Public Sub ITA_Calculate()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.calculate()"
End Sub

Public Sub ITA_Weak()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.weak()"
End Sub

Public Sub ITA_Plan()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.plan()"
End Sub

Public Sub ITA_Followup()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.followup()"
End Sub

Public Sub ITA_Progress()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.progress()"
End Sub

Public Sub ITA_Memo()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.memo()"
End Sub

Public Sub ITA_Pdf()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.pdf()"
End Sub

Public Sub ITA_Report()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.report()"
End Sub

Public Sub ITA_ImportFile()
    If ItaChoose() Then ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.import_file()"
End Sub

Public Sub ITA_Machine()
    ItaPython "import ita_xl.excel.buttons; ita_xl.excel.buttons.machine()"
End Sub
