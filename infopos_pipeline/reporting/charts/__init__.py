"""Pictures of results, drawn by Altair: the same bytes on every run, and without a network."""
