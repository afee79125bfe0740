"""A study as a questionnaire that a survey system reads, and the invitations to it."""
