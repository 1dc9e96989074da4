"""A closed workbook file that answers the plain calls of an open one: only the parts that change are written anew."""
