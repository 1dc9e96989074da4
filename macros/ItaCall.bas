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
Private Const DONE As String = "done"
Private Const FOLDER_PICKER As Long = 4
' Said where the sheet of texts is gone: that the file is damaged, and to go on in a new copy of the template. Each
' letter is its place in the Thai block of Unicode, 00 a space.
Private Const DAMAGED As String = "41 1F 49 21 19 35 49 40 2A 35 22 2B 32 22 00 04 31 14 25 2D 01 04 30 41 19 " & _
    "19 25 07 41 1F 49 21 41 21 48 41 1A 1A 43 2B 21 48"

' Answers 42 where this module compiles: a fault would stop every button without a word.
Public Function ItaProbe() As Long
    ItaProbe = 42
End Function

' Run one command of Python on the workbook in front. Python answers in a cell; silence means that it is not there.
' Any answer but "done" is for the user to read.
Public Sub ItaPython(ByVal command As String)
    Dim answer As Range
    Dim failed As Boolean
    If ActiveWorkbook Is Nothing Then
        ItaTell "no_workbook"
        Exit Sub
    End If
    Set answer = ItaNote(ItaDesk(), "answer")
    If answer Is Nothing Then
        ItaTell "answer"
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
    ElseIf answer.Value <> DONE Then
        ItaShow CStr(answer.Value), vbInformation
    End If
End Sub

' Let the user choose a file and note it for Python. False where nothing was chosen.
Public Function ItaChoose() As Boolean
    Dim note As Range
    Dim chosen As Variant
    If Not ActiveWorkbook Is Nothing Then Set note = ItaNote(ActiveWorkbook, "file")
    If note Is Nothing Then
        ItaTell "other_workbook"
        Exit Function
    End If
    chosen = Application.GetOpenFilename()
    If VarType(chosen) <> vbString Then Exit Function
    note.Value = chosen
    ItaChoose = True
End Function

' Let the user choose a folder and note it for Python. Its name may be Thai, so it goes through a cell.
Public Function ItaFolder() As Boolean
    Dim host As Object
    Dim dialog As Object
    If ActiveWorkbook Is Nothing Then
        ItaTell "no_workbook"
        Exit Function
    End If
    Set host = Application
    On Error GoTo Without
    Set dialog = host.FileDialog(FOLDER_PICKER)
    If dialog.Show = 0 Then Exit Function
    ItaNote(ItaDesk(), "folder").Value = dialog.SelectedItems(1)
    ItaFolder = True
    Exit Function
Without:
    ItaTell "no_dialog"
End Function

' Say a text of this file's own hidden sheet.
Public Sub ItaTell(ByVal key As String)
    Dim note As Range
    Set note = ItaNote(ItaDesk(), "told")
    If Not note Is Nothing Then note.Value = ItaText(key)
    ItaShow ItaText(key), vbExclamation
End Sub

' Show a text. WScript shows Thai on every Windows; MsgBox only where Windows is Thai.
Private Sub ItaShow(ByVal text As String, ByVal style As Long)
    Dim title As String
    title = ItaText("title")
    On Error GoTo Plain
    CreateObject("WScript.Shell").Popup text, 0, title, style
    Exit Sub
Plain:
    MsgBox text, style, title
End Sub

' The workbook whose hidden sheet carries answers: the template in front, else this file itself.
Private Function ItaDesk() As Workbook
    Set ItaDesk = ThisWorkbook
    If ActiveWorkbook Is Nothing Then Exit Function
    If Not ItaNote(ActiveWorkbook, "answer") Is Nothing Then Set ItaDesk = ActiveWorkbook
End Function

Private Function ItaText(ByVal key As String) As String
    Dim note As Range
    Set note = ItaNote(ThisWorkbook, key)
    If Not note Is Nothing Then
        ItaText = CStr(note.Value)
    ElseIf key = "title" Then
        ItaText = "ITA"
    Else
        ItaText = ItaThai(DAMAGED)
    End If
End Function

Private Function ItaThai(ByVal places As String) As String
    Dim at As Long
    Dim place As Long
    For at = 1 To Len(places) Step 3
        place = CLng("&H" & Mid$(places, at, 2))
        If place = 0 Then ItaThai = ItaThai & " " Else ItaThai = ItaThai & ChrW$(&HE00 + place)
    Next at
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
