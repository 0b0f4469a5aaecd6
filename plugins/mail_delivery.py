"""A mail on its way: by Airflow's SMTP connection, or into the Maildir ``var/outbox``.

Without a connection no password of a mail server is needed: the house's own relay sends on what
lies in the Maildir, and in the demo it is there to be read.
"""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from email.message import EmailMessage
from html import escape

from airflow_address import base_url


def send(reply_to: str, addressees: Sequence[str], subject: str, text: str) -> None:
    """Send one mail; it raises where it cannot."""
    from warehouse.settings import settings

    connection = settings().mail_connection
    if connection is None:
        post(reply_to, addressees, subject, text)
        return
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    paragraphs = "".join(
        f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.strip().split("\n\n")
    )
    with SmtpHook(smtp_conn_id=connection) as hook:
        hook.send_email_smtp(
            to=list(addressees),
            subject=subject,
            html_content=f'<html lang="fr"><body>{paragraphs}</body></html>',
            from_email=hook.from_email or settings().steward,
            custom_headers={"Reply-To": reply_to, "Auto-Submitted": "auto-generated"},
        )


def post(reply_to: str, addressees: Sequence[str], subject: str, text: str) -> None:
    """Put a mail in the outbox."""
    from warehouse.settings import settings

    mail = EmailMessage()
    mail["From"] = settings().steward
    mail["To"] = ", ".join(addressees)
    mail["Reply-To"] = reply_to
    mail["Subject"] = subject
    # No robot answers it with its holidays (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    outbox = settings().var / "outbox"
    outbox.parent.mkdir(parents=True, exist_ok=True)
    mailbox.Maildir(outbox, create=True).add(mail)


def desk_address() -> str:
    """Where the desk is for who reads a mail; empty where Airflow was not told its own address."""
    base = base_url()
    return f"{base}/guichet/" if base else ""
