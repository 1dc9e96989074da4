"""Programs other than Excel that xlwings can drive."""
