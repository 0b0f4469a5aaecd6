"""What a PDF of WeasyPrint says: its letters are numbers of glyphs, told by a map of each font."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_SHOWN = re.compile(rb"\[([^\]]*)\]\s*TJ|(<[0-9a-fA-F]+>)\s*Tj")
_GLYPHS = re.compile(rb"<([0-9a-fA-F]+)>")


def words_of_pdf(pdf: bytes) -> str:
    """All that is shown, read by the map of each font in turn: one of them is the right one."""
    streams = []
    for packed in _STREAM.findall(pdf):
        try:
            streams.append(zlib.decompress(packed))
        except zlib.error:
            streams.append(packed)
    maps = [
        {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
        for stream in streams
        if b"beginbfchar" in stream and (pairs := _PAIR.findall(stream))
    ]
    shown = [
        b"".join(_GLYPHS.findall(run[0] or run[1]))
        for one in streams
        for run in _SHOWN.findall(one)
    ]
    return "\n".join(
        "".join(letters.get(int(run[at : at + 4], 16), "?") for at in range(0, len(run), 4))
        for letters in maps
        for run in shown
    )
