"""A table and the few kinds of column there are, each with a comment that cannot be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.schema import SchemaItem

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def table(place: str, comment: str, *parts: SchemaItem) -> Table:
    """A table with its comment, by ``schema.name``."""
    schema, _, name = place.partition(".")
    return Table(name, METADATA, *parts, schema=schema, comment=comment)


def text(name: str, comment: str, *, key: bool = False, required: bool = False) -> Column[str]:
    """A text; empty is not the same as unknown (NULL)."""
    return Column(name, Text, primary_key=key, nullable=not (key or required), comment=comment)


def texts(name: str, comment: str) -> Column[Sequence[str]]:
    """A list of codes or texts, sorted where the order says nothing."""
    return Column(name, ARRAY(Text), comment=comment)


def date(name: str, comment: str, *, key: bool = False) -> Column[Any]:
    """A day."""
    return Column(name, Date, primary_key=key, nullable=not key, comment=comment)


def instant(name: str, comment: str, *, key: bool = False, required: bool = False) -> Column[Any]:
    """A moment, with its time zone."""
    kind = DateTime(timezone=True)
    return Column(name, kind, primary_key=key, nullable=not (key or required), comment=comment)


def integer(name: str, comment: str, *, key: bool = False, required: bool = False) -> Column[int]:
    """A whole number that fits 32 bits."""
    return Column(
        name,
        Integer,
        primary_key=key,
        autoincrement=False,
        nullable=not (key or required),
        comment=comment,
    )


def amount(name: str, comment: str) -> Column[int]:
    """A whole number that may be large: bytes, XAF."""
    return Column(name, BigInteger, comment=comment)


def number(name: str, comment: str) -> Column[float]:
    """A measure."""
    return Column(name, Double, comment=comment)


def boolean(name: str, comment: str, *, required: bool = False) -> Column[bool]:
    """Yes, no, or unknown unless required."""
    return Column(name, Boolean, nullable=not required, comment=comment)


def document(name: str, comment: str) -> Column[Any]:
    """Structured detail; never the value of a cell."""
    return Column(name, JSONB, comment=comment)


def serial(name: str, comment: str) -> Column[int]:
    """A key the database counts up."""
    return Column(name, BigInteger, Identity(always=True), primary_key=True, comment=comment)


def refers(
    name: str,
    target: str,
    comment: str,
    *,
    key: bool = False,
    required: bool = False,
    follows: bool = False,
) -> Column[str]:
    """A text that must stand in another table by the end of the transaction.

    Deferred, so that a load may write its tables in any order. ``target`` is
    ``schema.table.column``; with ``follows`` the row goes when the row it refers to goes.
    """
    link = ForeignKey(
        target,
        deferrable=True,
        initially="DEFERRED",
        ondelete="CASCADE" if follows else None,
    )
    return Column(
        name, Text, link, primary_key=key, nullable=not (key or required), comment=comment
    )


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """The column holds one of ``values``, or nothing."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)
