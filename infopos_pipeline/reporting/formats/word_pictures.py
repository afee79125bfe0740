"""A picture of the report as a PNG for Word, fine enough for print and packed small."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

_SCALE = 2.0
"""Pixels of the PNG for each of the picture."""

PIXELS_AN_INCH = 120
"""Of the picture in print: its texts are as large as those of a table. So the PNG has 240 an inch."""

_SIGNATURE_LENGTH = 8
_DATA = b"IDAT"


def png(svg: str) -> bytes:
    """The picture in pixels: the same bytes on every run."""
    import vl_convert

    return _packed(vl_convert.svg_to_png(svg, scale=_SCALE))


def size(svg: str) -> tuple[float, float]:
    """Width and height of a picture in its own pixels.

    Raises:
        ValueError: if it has no view box.
    """
    box = re.search(r'viewBox="[\d.eE+-]+[ ,]+[\d.eE+-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    if box is None:
        raise ValueError("a picture without a view box")
    return float(box[1]), float(box[2])


def _packed(image: bytes) -> bytes:
    """The same pixels in a quarter of the bytes: vl-convert packs for speed (PNG, third edition, 5 and 10)."""
    chunks = list(_chunks(image))
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == _DATA))
    first = next(place for place, (kind, _) in enumerate(chunks) if kind == _DATA)
    kept = [chunk for chunk in chunks if chunk[0] != _DATA]
    kept.insert(first, (_DATA, zlib.compress(pixels, 6)))
    return image[:_SIGNATURE_LENGTH] + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in kept
    )


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG: kind and content."""
    start = _SIGNATURE_LENGTH
    while start < len(image):
        (length,) = struct.unpack_from(">I", image, start)
        yield image[start + 4 : start + 8], image[start + 8 : start + 8 + length]
        start += length + 12
