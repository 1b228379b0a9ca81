"""A year's annexes as an Excel workbook: read, checked, compared, and written out again."""
