"""What stands in each section of a report, made from results; without a word on how it looks."""
