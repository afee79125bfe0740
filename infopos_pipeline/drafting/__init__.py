"""From what a researcher has already to a first declaration of a study: ``infopos draft``.

Belongs here: what a questionnaire file (LimeSurvey, Qualtrics), the dictionary of a data file, or the data alone say of
the questions, and the declaration files written from that. Not here: reading the cells of an export (ingest), and what
a declaration means (study).
"""
