"""How people sign on to a server of its own: Flask-AppBuilder's settings, read by Airflow.

An account per person, with its own password. Nobody registers herself, and nobody is let in
without an account: ``make_accounts.py`` makes them from one list.
"""

from __future__ import annotations

from datetime import timedelta

from flask_appbuilder.const import AUTH_DB

AUTH_TYPE = AUTH_DB
AUTH_USER_REGISTRATION = False

# Ten tries a minute and address, then a pause: what a person mistypes passes, a list of words not.
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "10 per minute"
RATELIMIT_ENABLED = True

# Ten characters of several kinds, for a password that its owner chooses.
FAB_PASSWORD_COMPLEXITY_ENABLED = True

# A page left open at noon is closed by the evening; the cookie never leaves HTTPS.
PERMANENT_SESSION_LIFETIME = timedelta(hours=8)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

WTF_CSRF_ENABLED = True
