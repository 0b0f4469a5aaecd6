"""The port of Airflow's pages: a free one, or a plain word that it is taken."""

from __future__ import annotations

import socket

from warehouse.errors import CallError, message

DEFAULT = 8080


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def address_of(port: int) -> str:
    """The address of Airflow's pages: this machine only."""
    return f"http://127.0.0.1:{port}"


def ensure_free(port: int) -> int:
    """``port``, if nobody listens on it.

    Raises:
        CallError: somebody does; the sentence says how to choose another one.
    """
    with socket.socket() as listener:
        # As servers do: a connection that just ended does not make the port taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            raise CallError(message("stack.port_taken", port=port)) from None
    return port
