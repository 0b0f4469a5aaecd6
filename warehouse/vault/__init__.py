"""What holds names, unreadable at rest: keys that open it, and that can be destroyed for good.

In: bytes or a table, and whose they are (``file/<sha256>``, ``submission/<id>`` …: the owner).
Out: an age file or encrypted Parquet, and the same again. ``keyring`` holds the few keys of the
house, outside ``var/``; ``data_keys`` the key of each owner, kept in ``var/keyring`` and wrapped by
a key of the house; ``sealed_files`` and ``sealed_parquet`` seal with it, ``working_tables`` what
DuckDB puts on disk. To destroy an owner's key is to destroy all that is sealed with it.
Not here: who may read (``database.access``), and PostgreSQL's folder, which the host encrypts.
"""

from warehouse.vault.data_keys import KeyGoneError, destroy_key, has_key
from warehouse.vault.keyring import VaultError
from warehouse.vault.sealed_files import (
    is_sealed,
    open_sealed,
    private_folder,
    seal_file,
    unsealed_cache,
)

__all__ = [
    "KeyGoneError",
    "VaultError",
    "destroy_key",
    "has_key",
    "is_sealed",
    "open_sealed",
    "private_folder",
    "seal_file",
    "unsealed_cache",
]
