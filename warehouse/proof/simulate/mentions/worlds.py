"""A simulated world of mentions with known truth, of any size, the same for the same seed.

The same seed gives the same persons at every noise: only the clerks differ. Mentions stand in the
standard columns of the linkage, and ``COMPARE`` holds what some offices ask beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.proof.simulate.gazetteer import PLACES
from warehouse.proof.simulate.mentions.invented_names import Ints
from warehouse.proof.simulate.mentions.invented_people import Days, Flags, People, population
from warehouse.proof.simulate.mentions.mention_events import SOURCES, Events, draw_events, how_often
from warehouse.proof.simulate.mentions.slips import NOISES, Noise, by_ear, often, written_names

COMPARE: Final = ("birth_place", "father", "mother")
"""Text columns beside the standard ones, for ``--compare``."""

MENTIONS_PER_PERSON: Final = 1.36
"""As in labelled worlds of this kind; in a country's files at large rather less."""

# What each office asks, of a hundred mentions whose person has it.
_ASKED: Final[dict[str, tuple[int, ...]]] = {
    "phone": (85, 75, 35, 60, 60),
    "id_number": (75, 65, 45, 10, 20),
    "parents": (55, 55, 50, 12, 40),
    "place": (95, 95, 85, 90, 90),
    "birth_place": (85, 85, 60, 75, 75),
    "nationality": (95, 90, 85, 40, 70),
    "sex": (99, 99, 98, 97, 98),
    "alias": (95, 85, 60, 10, 20),
    "case_ref": (60, 60, 80, 0, 10),
    "full_name": (0, 10, 0, 60, 30),
    "age_only": (5, 5, 0, 40, 35),
}
_MOST_MENTIONS: Final = 15


@dataclass(frozen=True)
class World:
    """Mentions and who they are."""

    mentions: pa.Table  # standard columns and ``COMPARE``, in no order
    person: Ints  # of each mention, the number of the person


def simulate_world(
    size: int,
    noise: int = 2,
    seed: int = 1,
    mentions_per_person: float = MENTIONS_PER_PERSON,
    elsewhere: str = "",
) -> World:
    """Make a world.

    Args:
        noise: 1 light, 2 as on the ground, 3 heavy.
        seed: the same seed gives the same world.
        mentions_per_person: from 1 on.
        elsewhere: whose names people bear, one of ``NAMINGS``; without, those of the country.
    """
    rng = np.random.default_rng([seed, size])
    times = how_often(rng, size, mentions_per_person)
    people = population(rng, len(times), elsewhere)
    who = np.repeat(np.arange(len(times)), times)[:size]
    events = draw_events(rng, people, who)
    mentions = _written(np.random.default_rng([seed, size, noise]), people, events, NOISES[noise])
    order = rng.permutation(size)
    names = np.char.add("M", np.char.zfill(np.arange(size).astype(str), 8))
    shuffled = mentions.take(pa.array(order))
    return World(
        shuffled.add_column(0, "mention_id", pa.array(names, pa.string())), events.who[order]
    )


def _written(rng: np.random.Generator, people: People, events: Events, noise: Noise) -> pa.Table:
    """The mentions as the offices write them."""
    count = len(events.who)
    event_of = _told(rng, events, noise)
    names = {
        key: text.take(pa.array(event_of))
        for key, text in written_names(rng, people, events.who, noise).items()
    }
    return (
        pa.table(
            _name_columns(rng, events, names, noise)
            | {"sex": _sex(rng, people, events, noise)}
            | _births(rng, people, events, event_of, noise)
            | _contacts(rng, people, events, noise)
            | {
                "seen_on": pa.array(np.datetime_as_string(events.day), pa.string()),
                "source_id": pa.array(SOURCES[events.source], pa.string()),
                "role": pa.array(np.where(events.is_suspect, "suspect", "victim"), pa.string()),
                **{
                    parent: _asked(rng, events, noise, "parents", names[parent])
                    for parent in ("father", "mother")
                },
            }
        )
        if count
        else pa.table({})
    )


def _told(rng: np.random.Generator, events: Events, noise: Noise) -> Ints:
    """Of each mention, the one whose words it repeats: itself, or one before it.

    What an office has written goes with the file, slips and all.
    """
    copied = events.same_case & often(rng, noise.copied, len(events.who))
    event_of = np.arange(len(events.who))
    for _ in range(_MOST_MENTIONS):
        event_of = np.where(copied[event_of], events.before[event_of], event_of)
    return event_of


def _name_columns(
    rng: np.random.Generator, events: Events, names: dict[str, pa.Array], noise: Noise
) -> dict[str, pa.Array]:
    """Family and given names apart or in one cell, in capitals or not, in order or turned."""
    count = len(events.who)
    family, given = names["family"], names["given"]
    family = _where(often(rng, 75, count), pc.utf8_upper(family), family)
    given = _where(often(rng, 40, count), pc.utf8_upper(given), given)
    nothing = pa.nulls(count, pa.string())
    unnamed = often(rng, noise.placeholder, count)
    family = _where(unnamed, pa.array(np.where(rng.random(count) < 0.5, "X", "Inconnu")), family)
    given = _where(unnamed, nothing, given)
    glued = often(rng, noise.glued, count)
    family = _where(glued, pc.replace_substring(family, " ", ""), family)
    turned = often(rng, noise.turned, count)
    family, given = _where(turned, given, family), _where(turned, family, given)
    in_one = _asks(rng, events, "full_name")
    whole = _where(
        often(rng, 30, count),
        pc.binary_join_element_wise(given, family, " ", null_handling="skip"),
        pc.binary_join_element_wise(family, given, " ", null_handling="skip"),
    )
    return {
        "family_name": _where(in_one, nothing, family),
        "given_names": _where(in_one, nothing, given),
        "full_name": _where(in_one, whole, nothing),
        "alias": _asked(rng, events, noise, "alias", names["alias"]),
    }


def _sex(rng: np.random.Generator, people: People, events: Events, noise: Noise) -> pa.Array:
    wrong = often(rng, noise.wrong_day / 20, len(events.who))
    sex = np.where(people.is_male[events.who] ^ wrong, "M", "F")
    return _asked(rng, events, noise, "sex", pa.array(sex, pa.string()))


def _births(
    rng: np.random.Generator, people: People, events: Events, chosen: Ints, noise: Noise
) -> dict[str, pa.Array]:
    """The earliest and latest day of birth that a mention allows.

    0 the day, 1 the first of January, 2 the year, 3 the age on the day, 4 nothing.
    """
    count = len(events.who)
    kind = np.array([0, 2, 3])[people.knows[events.who]]
    vague = often(rng, noise.vague, count)
    kind = np.where(vague, np.maximum(kind, rng.choice([1, 2, 3, 4], size=count)), kind)
    kind = np.where((kind == 2) & often(rng, 40, count), 1, kind)
    kind = np.where(_asks(rng, events, "age_only") & (kind < 4), 3, kind)
    born = _misdated(rng, people.born[events.who], noise)
    kind, born = kind[chosen], born[chosen]
    year = born.astype("datetime64[Y]")
    seen = events.day[chosen]
    age = ((seen - born).astype(np.int64) / 365.2425).astype(np.int64)
    age = np.maximum(age + np.where(vague[chosen], rng.integers(-1, 2, count)[chosen], 0), 0)
    latest = seen - (age * 365.2425).astype("timedelta64[D]")
    lows = [born, year.astype("datetime64[D]")]
    lows += [lows[1], latest - np.timedelta64(364, "D"), born]
    highs = [born, lows[1], (year + 1).astype("datetime64[D]") - np.timedelta64(1, "D")]
    highs += [latest, born]
    texts = [
        pa.array(np.datetime_as_string(np.choose(kind, sides)), pa.string(), mask=kind == 4)
        for sides in (lows, highs)
    ]
    return {"birth_date_min": texts[0], "birth_date_max": texts[1]}


def _misdated(rng: np.random.Generator, born: Days, noise: Noise) -> Days:
    """Days with day and month swapped, one part mistyped, or the year one off."""
    count = len(born)
    month0 = born.astype("datetime64[M]")
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    month = month0.astype(np.int64) % 12 + 1
    day = (born - month0.astype("datetime64[D]")).astype(np.int64) + 1
    wrong = often(rng, noise.wrong_day, count)
    way = rng.integers(4, size=count)
    swap = wrong & (way <= 1) & (day <= 12)
    month, day = np.where(swap, day, month), np.where(swap, month, day)
    day = np.where(wrong & (way == 2), rng.integers(1, 29, count), day)
    month = np.where(wrong & (way == 3), rng.integers(1, 13, count), month)
    year = year + np.where(often(rng, noise.off, count), rng.choice([-1, 1, 10], size=count), 0)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    # The 31st of a short month is the day after its last, as clerks' arithmetic has it.
    written = months.astype("datetime64[D]") + (np.minimum(day, 31) - 1).astype("timedelta64[D]")
    return np.asarray(np.minimum(written, np.datetime64("2024-12-31")))


def _contacts(
    rng: np.random.Generator, people: People, events: Events, noise: Noise
) -> dict[str, pa.Array]:
    """Places, nationality, telephone, document and case, where they are known and asked."""
    who, count = events.who, len(events.who)
    moved = often(rng, noise.moved, count)
    place = np.where(moved, rng.integers(len(PLACES), size=count), people.place[who])
    spots = np.array([one.name for one in PLACES])
    villages = people.stock.words[people.stock.family[::17]]
    village = pa.array(villages[people.village[who] % len(villages)], pa.string())
    heard = np.flatnonzero(often(rng, noise.heard, count))
    village = _replaced(village, heard, by_ear(rng, village.take(pa.array(heard))))
    phone = people.phone[who]
    fresh = often(rng, 15, count)
    phone = np.where(fresh & (phone > 0), 70_000_000 + rng.integers(0, 9_999_999, count), phone)
    slip = often(rng, noise.mistyped / 2, count)
    phone = np.where(slip & (phone > 0), phone + 10 ** rng.integers(0, 6, count), phone)
    document = people.document[who]
    renewed = often(rng, 12, count)
    document = np.where(
        renewed & (document > 0), rng.integers(1_000_000, 99_999_999, count), document
    )
    slip = often(rng, noise.mistyped, count)
    document = np.where(slip & (document > 0), document + 10 ** rng.integers(0, 7, count), document)
    columns = {
        "place": pa.array(spots[place], pa.string()),
        "nationality": pa.array(people.nation[who], pa.string()),
        "phone": pa.array(phone.astype(str), pa.string(), mask=phone == 0),
        "id_number": pa.array(document.astype(str), pa.string(), mask=document == 0),
        "case_ref": pa.array(np.char.add("C", events.case.astype(str)), pa.string()),
        "birth_place": village,
    }
    return {name: _asked(rng, events, noise, name, text) for name, text in columns.items()}


def _replaced(texts: pa.Array, rows: npt.NDArray[np.int64], others: pa.Array) -> pa.Array:
    mask = np.zeros(len(texts), bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), others)


def _asks(rng: np.random.Generator, events: Events, column: str) -> Flags:
    """Whether the office of each mention asks it, this time."""
    share = np.array(_ASKED[column])[events.source]
    return np.asarray(rng.random(len(events.who)) * 100 < share)


def _asked(
    rng: np.random.Generator, events: Events, noise: Noise, column: str, texts: Any
) -> pa.Array:
    """The texts of those mentions in which they were asked and written."""
    there = _asks(rng, events, column) & ~often(rng, noise.missing, len(events.who))
    return _where(there, texts, pa.nulls(len(events.who), pa.string()))


def _where(mask: Flags, yes: pa.Array, no: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), yes, no)
