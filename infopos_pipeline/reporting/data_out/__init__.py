"""The responses of a wave and what describes them, as files for other programs."""
