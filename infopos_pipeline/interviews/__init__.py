"""Interviews: who is drawn for one, what is asked, and what coders marked in a transcript, as redacted quotes by theme.

Belongs here: drawing, topic guides, transcripts and coded selections (REFI-QDA, CSV), what codes mean, quotes, and the
counts of them. Not here: redaction itself and the sealing of texts (privacy), agreement between coders as a measure
(statistics), how quotes are shown (reporting).
"""
