"""Bytes of a text export to characters: mark, then UTF-8, then what old office machines wrote."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import Final

from warehouse.errors import Message, message

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Windows in French, the Mac, and DOS exports of old registers; on a tie Windows, the habit here.
# A statistical detector is less sure on a file whose only accent is the sign in "N°".
_EIGHT_BIT: Final = ("cp1252", "mac_roman", "cp850")
_FRENCH = frozenset("éèêëàâäîïôöùûüçÿœæÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒÆ°ºª«»’‘“”–—…€²³·\xa0")
_RARE = frozenset(
    "ÒÓÚÍÌÞþÐðÝýÃÕõ¶†‡ˆ‰Š‹ŠŽžƒ¢£¥§¤¨©®±¹¼½¾¿ÅÆØø∂∑∏π∫Ω√∞≤≥≠◊─│┤╣║╗╝└┴┬├┼╚╔╩╦╠═╬█▄▀░▒▓■"
)
_CAPITAL_INSIDE = re.compile("[a-zàâäçèéêëîïôöùûü][ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜ]")
_SAMPLE: Final = 1 << 20
_HIGH = re.compile(rb"[\x80-\xff]+")
_LINE_END = re.compile("\r\r\n|\r\n|\r")


def decode(content: bytes) -> tuple[str, list[Message]]:
    r"""The text of a file, line ends made ``\n``, and what had to be repaired.

    NUL characters are taken out. Where UTF-8 and Windows lines stand in one file, each line is read
    in its own encoding. A byte that no encoding explains becomes U+FFFD and is counted.
    """
    notes: list[Message] = []
    text = _characters(content, notes)
    if nul := text.count("\x00"):
        notes.append(message("landing.nul_characters", count=nul))
        text = text.replace("\x00", "")
    if lost := text.count("\ufffd"):
        notes.append(message("landing.replaced_characters", count=lost))
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return text.rstrip("\x1a").removeprefix("\ufeff"), notes


def _characters(content: bytes, notes: list[Message]) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], encoding, notes)
    if wide := _wide_without_mark(content):
        return content.decode(wide, "replace")
    return _lenient(content, "utf-8", notes)


def _lenient(content: bytes, encoding: str, notes: list[Message]) -> str:
    if encoding != "utf-8":
        return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lines = content.split(b"\n")
    readings = [_as_utf8(line) for line in lines]
    old = [i for i, text in enumerate(readings) if text is None]
    new = sum(text is not None and not text.isascii() for text in readings)
    eight_bit = _eight_bit(b"\n".join(lines[i] for i in old))
    if new >= len(old):
        notes.append(message("landing.mixed_encoding"))
        for i in old:
            readings[i] = lines[i].decode(eight_bit, "replace")
        return "\n".join(text or "" for text in readings)
    return content.decode(_eight_bit(content), "replace")


def _as_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 without a mark: in Latin text every second byte is NUL."""
    sample = content[: 1 << 16]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) * 3 > half * 2 and sample[0::2].count(0) * 10 < half:
        return "utf-16-le"
    if sample[0::2].count(0) * 3 > half * 2 and sample[1::2].count(0) * 10 < half:
        return "utf-16-be"
    return None


def _eight_bit(content: bytes) -> str:
    """The one-byte encoding that makes the most French of the bytes above 127."""
    counts = Counter(b"".join(_HIGH.findall(content)))
    sample = content[:_SAMPLE]

    def french(encoding: str) -> int:
        # DOS writes an accent as the byte of a capital on the Mac: PrÇnom.
        score = -len(_CAPITAL_INSIDE.findall(sample.decode(encoding, "replace")))
        for byte, times in counts.items():
            character = bytes([byte]).decode(encoding, "replace")
            score += times * (
                (character in _FRENCH) - (character in _RARE or character == "\ufffd")
            )
        return score

    return max(_EIGHT_BIT, key=french)
