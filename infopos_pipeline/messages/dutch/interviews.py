"""What the interviews say: drawing, guides, transcripts and codes, review."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
