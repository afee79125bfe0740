"""The data of an SPSS file, unpacked: a code of one byte for every word of eight bytes, and the words that have none.

A compressed file has such codes: a small whole number, eight spaces, no number, or that the word itself follows ("Data
Record", PSPP developers' guide). That is most of a dictionary encoding in an eighth of the memory, so codes are what is
worked with, also where a file is not compressed. Belongs here: bytes to codes and words. Not here: whose they are
(spss_cells), and what they mean (spss_values).
"""

from __future__ import annotations

import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.ingest.spss_structure import UNCOMPRESSED, ZLIB, Structure

Codes = NDArray[np.uint8]
Words = NDArray[np.uint64]
"""Words as they stand in the file, whatever the order of their bytes."""

WORD = 253
"""The code of a word that has none of its own."""
_PADDING, _END, _SPACES, _SYSTEM_MISSING = 0, 252, 254, 255
_LANE = 512
"""Words that are followed one after another, in all lanes at once."""
_WORDS_AT_A_TIME = _LANE << 11
_ROWS_AT_A_TIME = 4096


class Data(NamedTuple):
    """The data of a file.

    Attributes:
        codes: of every word of a row, those of all respondents.
        words: those that have no code, respondent by respondent.
        uncoded: of every word of a row, whether any of the respondents has one without a code.
        meanings: the word that each code stands for.
        order: that of the bytes in a word that is a number.
    """

    codes: Codes
    words: Words
    uncoded: NDArray[np.bool_]
    meanings: Words
    order: str

    def numbers(self, words: Words) -> NDArray[np.float64]:
        """Words as the numbers that they are."""
        return words.view(f"{self.order}f8").astype(np.float64)


def unpacked(content: bytes, whole: Structure) -> Data | None:
    """The data of a file; None where there are fewer rows than the file says, or a part of one.

    Raises:
        zlib.error: a block of a .zsav file is damaged.
    """
    unpack = _uncompressed if whole.compression == UNCOMPRESSED else _compressed
    meanings = _meanings(whole)
    codes, words = unpack(content, whole, meanings)
    rows, rest = divmod(len(codes), whole.words) if whole.rows < 0 else (whole.rows, 0)
    if rest or len(codes) < rows * whole.words:
        return None
    codes = _turned(codes[: rows * whole.words].reshape(rows, whole.words))
    uncoded = np.array([np.count_nonzero(column == WORD) for column in codes])
    return Data(codes, words, uncoded > 0, meanings, whole.order) if uncoded.sum() <= len(words) else None


def _turned(codes: Codes) -> Codes:
    """A row a column. In parts that a processor's cache holds."""
    rows, columns = codes.shape
    turned = np.empty((columns, rows), np.uint8)
    for start in range(0, rows, _ROWS_AT_A_TIME):
        turned[:, start : start + _ROWS_AT_A_TIME] = codes[start : start + _ROWS_AT_A_TIME].T
    return turned


def _meanings(whole: Structure) -> Words:
    words = (np.arange(256) - whole.bias).astype(f"{whole.order}f8").view(np.uint64)
    words[_SPACES] = np.frombuffer(b" " * 8, np.uint64)[0]
    words[_SYSTEM_MISSING] = np.array(whole.system_missing[0], f"{whole.order}f8").view(np.uint64)
    return words


def _uncompressed(content: bytes, whole: Structure, meanings: Words) -> tuple[Codes, Words]:
    """Words, in codes as a compressed file would have."""
    start, stop, _ = whole.data[0]
    words = np.frombuffer(memoryview(content)[start:stop], np.uint64, (stop - start) // 8)
    codes, others = np.empty(len(words), np.uint8), []
    step = _ROWS_AT_A_TIME * whole.words
    for begin in range(0, len(words), step):
        part = words[begin : begin + step]
        with np.errstate(invalid="ignore", over="ignore"):
            guessed = (part.view(f"{whole.order}f8") + whole.bias).astype(np.uint8)
        guessed[part == meanings[_SYSTEM_MISSING]] = _SYSTEM_MISSING
        guessed[meanings[guessed] != part] = WORD
        codes[begin : begin + step] = guessed
        others.append(part[guessed == WORD])
    return codes, np.concatenate(others or [words])


def _compressed(content: bytes, whole: Structure, _: Words) -> tuple[Codes, Words]:
    """The codes, and the words between them."""
    packed: bytes | memoryview = memoryview(content)[whole.data[0][0] :]
    if whole.compression == ZLIB:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            packed = b"".join(pool.map(lambda block: _inflated(content, *block), whole.data))
    words = np.frombuffer(packed, np.uint64, len(packed) // 8)
    codes, others, first = [np.empty(0, np.uint8)], [words[:0]], 0
    for begin in range(0, len(words), _WORDS_AT_A_TIME):
        part = words[begin : begin + _WORDS_AT_A_TIME]
        groups, first = _groups(part, first)
        found = part[groups].view(np.uint8)
        others.append(part[~groups])
        if (ends := found == _END).any():
            codes.append(_without_padding(found[: ends.argmax()]))
            break
        codes.append(_without_padding(found))
    return np.concatenate(codes), np.concatenate(others)


def _inflated(content: bytes, start: int, stop: int, size: int) -> bytes:
    """A block, whole and as large as the file says, but never larger; its checksum is looked at where it ends."""
    block = zlib.decompressobj()
    found = block.decompress(memoryview(content)[start:stop], size + 1)
    if len(found) != size or not block.eof:
        raise zlib.error
    return found


def _without_padding(codes: Codes) -> Codes:
    kept = codes != _PADDING
    return codes if kept.all() else codes[kept]


def _groups(words: Words, first: int) -> tuple[NDArray[np.bool_], int]:
    """Which words are eight codes, of which the first is at a place; and at which it is in what follows.

    Behind each stand as many words as it has codes that say so; where a group is depends on all groups before it. Lanes
    make that quick: from the end of every lane to its begin, how far into the next one the groups lead from any of its
    words; then from lane to lane; then, as it is known where they begin, the groups of all lanes.
    """
    lanes = -(-len(words) // _LANE)
    steps = np.ones(lanes * _LANE, np.uint8)
    steps[: len(words)] += _behind(words)
    steps = np.ascontiguousarray(steps.reshape(lanes, _LANE).T)
    beyond = np.empty((_LANE + 9, lanes), np.uint8)
    beyond[_LANE:] = np.arange(9)[:, np.newaxis]
    every = np.arange(lanes)
    for place in reversed(range(_LANE)):
        beyond[place] = beyond.reshape(-1).take((steps[place] + np.intp(place)) * lanes + every)
    at = np.empty(lanes, np.intp)
    for lane in range(lanes):
        at[lane], first = first, beyond[first, lane]
    groups = np.empty((_LANE, lanes), np.bool_)
    for place in range(_LANE):
        np.equal(at, place, out=groups[place])
        at += steps[place] * groups[place]
    return np.ascontiguousarray(groups.T).reshape(-1)[: len(words)], int(first)


def _behind(words: Words) -> Codes:
    """Of a word of eight codes, how many words follow it."""
    said = (words.view(np.uint8) == WORD).view(np.uint64)
    said *= np.uint64(0x0101010101010101)  # the sum of the eight bytes, in the highest
    said >>= np.uint64(56)
    behind: Codes = said.astype(np.uint8)
    return behind
