"""A pseudonym says the role, and nothing else that could be told from outside."""

from __future__ import annotations

import re

import pyarrow as pa

from warehouse.load.pseudonyms import mint_pseudonyms


def test_each_role_gets_a_pseudonym_of_its_own_that_no_other_has() -> None:
    roles = pa.array(["victim", "suspect"] * 5_000)
    minted = mint_pseudonyms(roles).to_pylist()
    assert len(set(minted)) == len(roles)
    for role, pseudonym in zip(roles.to_pylist(), minted, strict=True):
        assert re.fullmatch(r"[VS]-[0-9A-HJKMNP-TV-Z]{13}", pseudonym)
        assert pseudonym.startswith("V" if role == "victim" else "S")


def test_every_letter_is_drawn_as_often_as_any_other() -> None:
    drawn = "".join(one[2:] for one in mint_pseudonyms(pa.array(["victim"] * 5_000)).to_pylist())
    # 65,000 letters of 32: each some 2,031 times, give or take 45.
    counts = [drawn.count(letter) for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"]
    assert sum(counts) == len(drawn)
    assert 1_700 < min(counts) <= max(counts) < 2_400


def test_nobody_is_minted_nothing() -> None:
    assert mint_pseudonyms(pa.array([], pa.string())).to_pylist() == []
