' Puts every wrapped text of some workbooks alone into a row and lets LibreOffice fit it. Each line of the result:
' sheet, row, column (0-based), height of the cell as it is, the height that its text needs in a column as wide as its
' own, and the height that it needs in a column as wide as in Excel. Each line of the listing: the address of a
' workbook, then for each of its sheets the widths that its columns have in Excel. Lengths in hundredths of a millimetre.

Sub Main(listing As String, result As String)
  Dim source, target, line
  source = FreeFile()
  Open listing For Input As #source
  target = FreeFile()
  Open result For Output As #target
  On Error GoTo Failed
  Do While Not EOF(source)
    Line Input #source, line
    Print #target, "book"
    Measure(Split(line, Chr(9)), target)
  Loop
  Close #source
  Close #target
  Exit Sub
Failed:
  Print #target, "failed in line " & Erl & ": " & Error
  Close #target
End Sub

Sub Measure(parts, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim widths(200) As Double
  Dim doc, sheets, sheet, own, excel, cells, cell, lines, row, i, k
  Dim names(8) As String
  names(0) = "CharFontName"
  names(1) = "CharFontNameComplex"
  names(2) = "CharHeight"
  names(3) = "CharHeightComplex"
  names(4) = "CharWeight"
  names(5) = "CharWeightComplex"
  names(6) = "HoriJustify"
  names(7) = "IsTextWrapped"
  names(8) = "ParaIndent"
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL(parts(0), "_blank", 0, hidden())
  doc.lockControllers()
  sheets = doc.Sheets
  For i = 0 To UBound(parts) - 1
    sheet = sheets.getByIndex(i)
    given = Split(parts(i + 1), ",")
    sheets.insertNewByName("own widths", sheets.Count)
    sheets.insertNewByName("widths of Excel", sheets.Count)
    own = sheets.getByName("own widths")
    excel = sheets.getByName("widths of Excel")
    ReDim lines(20000)
    used = 0
    row = 0
    kinds = com.sun.star.sheet.CellFlags.STRING + com.sun.star.sheet.CellFlags.FORMULA
    cells = sheet.queryContentCells(kinds).Cells.createEnumeration()
    Do While cells.hasMoreElements()
      cell = cells.nextElement()
      If cell.IsTextWrapped And cell.String <> "" Then
        cursor = sheet.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        width = 0
        wanted = 0
        For k = area.StartColumn To area.EndColumn
          width = width + sheet.Columns.getByIndex(k).Width
          wanted = wanted + CDbl(given(k))
        Next
        height = 0
        For k = area.StartRow To area.EndRow
          height = height + sheet.Rows.getByIndex(k).Height
        Next
        column = 0
        Do While column < used And widths(column) <> wanted
          column = column + 1
        Loop
        If column = used Then
          widths(column) = wanted
          used = used + 1
          own.Columns.getByIndex(column).Width = width
          excel.Columns.getByIndex(column).Width = CLng(wanted)
        End If
        looks = cell.getPropertyValues(names)
        copy = own.getCellByPosition(column, row)
        copy.setPropertyValues(names, looks)
        copy.String = cell.String
        copy = excel.getCellByPosition(column, row)
        copy.setPropertyValues(names, looks)
        copy.String = cell.String
        lines(row) = sheet.Name & Chr(9) & area.StartRow & Chr(9) & area.StartColumn & Chr(9) & height
        row = row + 1
      End If
    Loop
    If row > 0 Then
      own.getCellRangeByPosition(0, 0, 0, row - 1).Rows.OptimalHeight = True
      excel.getCellRangeByPosition(0, 0, 0, row - 1).Rows.OptimalHeight = True
      For k = 0 To row - 1
        Print #target, lines(k) & Chr(9) & own.Rows.getByIndex(k).Height & Chr(9) & excel.Rows.getByIndex(k).Height
      Next
    End If
    sheets.removeByName("own widths")
    sheets.removeByName("widths of Excel")
  Next
  doc.close(True)
End Sub
