"""What is said, in Dutch and English: texts, terms, and how numbers are written. Nothing in here is about one study."""
