Attribute VB_Name = "ItaCall"
Option Explicit

' The one way from a button or a control of the ribbon to Python, and everything that may be missing on the way.
'
' The add-in xlwings is called by name when it is needed, never at compile time: without it these macros still compile
' and can say what to install. VBA keeps its text in the code page of one machine, so Thai texts are in the cells of a
' very hidden sheet, key beside text; the same sheet of the workbook carries answers from Python.

Private Const NOTES As String = "_ita"
Private Const RUNNER As String = "xlwings.xlam!RunPython"
Private Const KEYS_AT_MOST As Long = 200
Private Const CALLED As String = "called"

' Answers 42 where this module compiles: a fault would stop every button without a word.
Public Function ItaProbe() As Long
    ItaProbe = 42
End Function

' Run one command of Python on the workbook in front. Python answers in a cell; silence means that it is not there.
Public Sub ItaPython(ByVal command As String)
    Dim answer As Range
    Dim failed As Boolean
    Set answer = ItaNote(ActiveWorkbook, "answer")
    If answer Is Nothing Then
        ItaTell "other_workbook"
        Exit Sub
    End If
    answer.Value = CALLED
    On Error Resume Next
    Application.Run RUNNER, command
    failed = (Err.Number <> 0)
    On Error GoTo 0
    If failed Then
        ItaTell "no_addin"
    ElseIf answer.Value = CALLED Then
        ItaTell "no_python"
    End If
End Sub

' Let the user choose a file and note it for Python. False where nothing was chosen.
Public Function ItaChoose() As Boolean
    Dim note As Range
    Dim chosen As Variant
    Set note = ItaNote(ActiveWorkbook, "file")
    If note Is Nothing Then
        ItaTell "other_workbook"
        Exit Function
    End If
    chosen = Application.GetOpenFilename()
    If VarType(chosen) <> vbString Then Exit Function
    note.Value = chosen
    ItaChoose = True
End Function

' Say a text of this file's own hidden sheet. WScript shows Thai on every Windows; MsgBox only where Windows is Thai.
Public Sub ItaTell(ByVal key As String)
    Dim text As String
    Dim title As String
    Dim note As Range
    text = ItaText(key)
    title = ItaText("title")
    Set note = ItaNote(ActiveWorkbook, "told")
    If Not note Is Nothing Then note.Value = text
    On Error GoTo Plain
    CreateObject("WScript.Shell").Popup text, 0, title, vbExclamation
    Exit Sub
Plain:
    MsgBox text, vbExclamation, title
End Sub

Private Function ItaText(ByVal key As String) As String
    Dim note As Range
    Set note = ItaNote(ThisWorkbook, key)
    If note Is Nothing Then ItaText = key Else ItaText = CStr(note.Value)
End Function

' The cell beside a key on the hidden sheet of a workbook; Nothing where it has no such sheet or key.
Private Function ItaNote(ByVal book As Workbook, ByVal key As String) As Range
    Dim sheet As Worksheet
    Dim row As Long
    On Error Resume Next
    Set sheet = book.Worksheets(NOTES)
    On Error GoTo 0
    If sheet Is Nothing Then Exit Function
    For row = 1 To KEYS_AT_MOST
        If CStr(sheet.Cells(row, 1).Value) = key Then
            Set ItaNote = sheet.Cells(row, 2)
            Exit Function
        End If
    Next row
End Function
