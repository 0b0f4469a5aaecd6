"""The bulletin as a mail that somebody has only to address: both PDFs, a text in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from warehouse.indicators.bulletin.bulletin_facts import words


def write_mail(written: Sequence[Path], sender: str) -> Path:
    """Write the draft beside the pages that ``write_bulletin`` wrote, from ``sender``.

    ``X-Unsent`` makes a program of mails open it as one that is still to be addressed and sent.
    """
    texts = words()
    mail = EmailMessage()
    mail["From"] = sender
    mail["X-Unsent"] = "1"
    mail["Subject"] = f"{texts['title']['fr']} / {texts['title']['en']}"
    mail.set_content("\n\n".join(texts["mail"][language] for language in ("fr", "en")) + "\n")
    pages = [one for one in written if one.suffix == ".pdf"]
    for page in pages:
        mail.add_attachment(
            page.read_bytes(), maintype="application", subtype="pdf", filename=page.name
        )
    # The same release is the same mail, byte by byte.
    mail.set_boundary("zokwezo-bulletin")
    draft = pages[0].with_name(f"{pages[0].stem.rsplit('-', 1)[0]}.eml")
    draft.write_bytes(mail.as_bytes())
    return draft
