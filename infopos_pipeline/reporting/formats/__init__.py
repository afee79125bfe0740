"""How a report and its tables look: a page, a document, a workbook. What stands in them is made elsewhere."""
