"""What a file is, by its content: an extension is a habit, not a fact."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final, Literal

Kind = Literal[
    "xlsx", "xlsm", "xlsb", "xls", "ods", "text", "html",
    "pdf", "document", "xml", "mht", "image", "zip", "numbers", "link",
    "json", "mail", "dbf",
    "encrypted", "damaged", "too_large", "empty", "unknown",
]  # fmt: skip
WORKBOOKS: Final[frozenset[Kind]] = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})

# A month of any source unpacks to a few megabytes; a million formatted rows of twenty columns, to
# one gigabyte. Beyond two it is a bomb or a mistake.
LARGEST_UNPACKED: Final = 2 << 30
LARGEST_FILE: Final = 512 << 20

# The first byte of a table of dBase III to V, of FoxPro, with or without long texts.
_DBASE: Final = frozenset({0x03, 0x04, 0x05, 0x30, 0x31, 0x83, 0x8B, 0xF5})
_DBASE_HEADER: Final = 32
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"{\\rtf", "document"), (b"Rar!", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"), (b"\x1f\x8b", "zip"), (b"BZh", "zip"),
    (b"\xfd7zXZ\x00", "zip"), (b"L\x00\x00\x00\x01\x14\x02\x00", "link"),
)  # fmt: skip
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|meta|body|table|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_WORKBOOK = re.compile(rb"\s*<\?xml.{0,2000}urn:schemas-microsoft-com:office:spreadsheet", re.S)
# What Excel writes as "Single File Web Page", often under an .xls name: a mail with a page in it.
_WEB_ARCHIVE = re.compile(rb"(?i)\s*mime-version:.{0,2000}multipart/related", re.S)
# Safari's own, a property list; Excel opens none.
_SAFARI = re.compile(rb"bplist00.{0,200}WebMainResource", re.S)
# What stands for a document of the web in a synchronised folder, and a shortcut of Windows.
_LINK = re.compile(rb"\s*(\{\s*\"url\"\s*:\s*\"https?://[^\"]*\"|\[InternetShortcut\])", re.I)
# What programs exchange; a contact, an appointment or a mail that was saved as a file.
_JSON = re.compile(rb"\s*(\[\s*)?\{\s*(\"[^\"\n]{1,200}\"\s*:|\})")
_MAIL = re.compile(
    rb"(?i)\s*(begin:v(card|calendar)\b|((from|to|subject|date|received|return-path|message-id"
    rb"|mime-version|delivered-to|x-[a-z-]+):[^\n]*\n(\s[^\n]*\n)*){3})"
)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\x0b\x0c\r\x1a\x1b\x1f\x00")


def sniff(path: Path) -> Kind:
    """The kind of a file, from its bytes alone; never raises on what the bytes are."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return "too_large"
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        return "empty" if size == len(head) else "unknown"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] in (b"ftypheic", b"ftypmif1"):
        return "image"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or head[6:10] == b"\0\0\0\0"):
            return kind
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if bare[:2] in (b"\xff\xfe", b"\xfe\xff"):
        bare = bare.replace(b"\x00", b"")[2:]
    if _HTML.match(bare):
        return "html"
    if _WEB_ARCHIVE.match(bare) or _SAFARI.match(bare):
        return "mht"
    if _LINK.match(bare):
        return "link"
    if _XML_WORKBOOK.match(bare):
        return "xml"
    if _JSON.match(bare):
        return "json"
    if _MAIL.match(bare):
        return "mail"
    if _is_dbase(head, size):
        return "dbf"
    return "text" if _is_text(head) else "unknown"


def _is_dbase(head: bytes, size: int) -> bool:
    """A table of dBase tells its date, its count of rows, and where and how wide they are."""
    if (
        len(head) < _DBASE_HEADER
        or head[0] not in _DBASE
        or not (0 < head[2] < 13 and head[3] < 32)
    ):
        return False
    rows, begin, width = (
        int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12))
    )
    return begin >= _DBASE_HEADER and width > 0 and abs(begin + rows * width - size) <= width


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if any(member.flag_bits & 1 for member in members):
                return "encrypted"
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                return "too_large"
            names = {member.filename.replace("\\", "/").lstrip("/").lower() for member in members}
            if "content.xml" in names:
                return _opendocument_kind(package)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, KeyError):
        return "damaged"
    if "xl/vbaproject.bin" in names:
        return "xlsm"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.endswith(".iwa") for name in names):
        return "numbers"
    return "document" if any(n.startswith(("word/", "ppt/")) for n in names) else "zip"


def _opendocument_kind(package: zipfile.ZipFile) -> Kind:
    listed = {name.lower(): name for name in package.namelist()}
    if "meta-inf/manifest.xml" in listed:
        manifest = package.read(listed["meta-inf/manifest.xml"])
        if b"encryption-data" in manifest:
            return "encrypted"
        if b"opendocument.spreadsheet" in manifest:
            return "ods"
    if "mimetype" in listed and b"spreadsheet" in package.read(listed["mimetype"]):
        return "ods"
    return "document"


def _ole_kind(path: Path) -> Kind:
    """An OLE container tells what it holds by the names of its streams, in UTF-16."""
    content = path.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument") or holds("PowerPoint Document"):
        return "document"
    return "xls" if holds("Workbook") or holds("Book") else "damaged"


def _is_text(head: bytes) -> bool:
    """Text may hold NUL bytes (UTF-16, or a disk's padding), but few other control characters."""
    controls = sum(byte in _CONTROLS for byte in head)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    zeros = head.count(0)
    return controls * 50 <= len(head) and (zeros * 20 <= len(head) or _looks_utf16(head))


def _looks_utf16(head: bytes) -> bool:
    zeros = head.count(0)
    return max(head[0::2].count(0), head[1::2].count(0)) * 10 >= zeros * 9
