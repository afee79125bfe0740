"""What stands in a table: rows, columns, cells and notes, without a word on how they look."""
