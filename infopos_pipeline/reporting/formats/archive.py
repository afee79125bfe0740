"""An archive of the Office formats without a clock: the same parts give the same bytes."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive can name."""


def timeless(archive: bytes) -> bytes:
    """The same parts in the same order, each of the same moment."""
    content = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as read, ZipFile(content, "w", ZIP_DEFLATED) as written:
        for part in read.infolist():
            entry = ZipInfo(part.filename, _EARLIEST)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            written.writestr(entry, read.read(part))
    return content.getvalue()
