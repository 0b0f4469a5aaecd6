"""One reader per kind of column: distinct cells in, fields and states out.

A reader is called with the *distinct* texts of a column, once each, whatever the number of rows;
``conform`` spreads the result over the rows. A state is ``read``, ``missing`` or ``unread``: what
cannot be read is flagged here and judged by the checks, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from warehouse.conform.clean.ages import read_age
from warehouse.conform.clean.amounts import read_amount, read_integer, read_percent
from warehouse.conform.clean.articles import read_articles
from warehouse.conform.clean.codes import read_code, read_codes, read_sex, read_yes_no
from warehouse.conform.clean.dates import DateValue, as_counted_from_1900, read_date
from warehouse.conform.clean.first_look import first_look
from warehouse.conform.clean.identifiers import is_scientific, read_document, read_reference
from warehouse.conform.clean.phones import read_phones
from warehouse.conform.clean.places import read_place
from warehouse.conform.clean.sentences import read_sentence
from warehouse.conform.name_readers import read_whole_name
from warehouse.conform.reading_task import (
    Fields,
    Reading,
    ReadingTask,
    Values,
    kept_texts,
    one_field,
)
from warehouse.text import fold, tidy


def _lookup(task: ReadingTask) -> Mapping[str, str]:
    lookup = dict(task.codes.lookup(task.column.codes or "geography"))
    lookup.update({fold(alias): code for alias, code in task.column.aliases.items()})
    return lookup


def _text(task: ReadingTask, values: Values) -> Reading:
    texts = [tidy(value) for value in values]
    return one_field(
        task, values, ["read" if t else "missing" for t in texts], [t or None for t in texts]
    )


def _key(task: ReadingTask, values: Values) -> Reading:
    looks = [first_look(value) for value in values]
    states = ["unread" if is_scientific(text) else state for text, state in looks]
    keys = [
        text if state == "read" else None for (text, _), state in zip(looks, states, strict=True)
    ]
    return one_field(task, values, states, list(keys))


def _keywords(task: ReadingTask, values: Values) -> Reading:
    """Keywords as written, and the forms and means among them: a keyword is not always a code."""
    lists = [[part for p in tidy(v).split(";") if (part := p.strip())] for v in values]
    fields: Fields = {"keywords": [words or None for words in lists]}
    for field, name in (("exploitation_codes", "exploitation"), ("means_codes", "means")):
        lookup = task.codes.lookup(name)
        fields[field] = [
            list(dict.fromkeys(c for w in words if (c := lookup.get(fold(w))))) or None
            for words in lists
        ]
    return Reading(["read" if words else "missing" for words in lists], fields)


def _days(task: ReadingTask, values: Values) -> Values:
    return [as_counted_from_1900(value) for value in values] if task.is_from_1904 else values


def _date(task: ReadingTask, values: Values) -> Reading:
    read = [read_date(value) for value in _days(task, values)]
    # An event has a day. A month, a year or some days are flagged: choosing one would be guessing.
    states = ["unread" if d.state == "read" and not _is_one_day(d) else d.state for d in read]
    days = [d.earliest if s == "read" else None for d, s in zip(read, states, strict=True)]
    return one_field(task, values, states, list(days))


def _is_one_day(value: DateValue) -> bool:
    return value.precision == "day" and value.earliest == value.latest


def _interval(task: ReadingTask, values: Values) -> Reading:
    read = [read_date(value) for value in _days(task, values)]
    return Reading(
        [d.state for d in read],
        {
            f"{task.attribute}_min": [d.earliest for d in read],
            f"{task.attribute}_max": [d.latest for d in read],
            f"{task.attribute}_raw": kept_texts(values),
        },
    )


def _birth(task: ReadingTask, values: Values) -> Reading:
    # Nobody is born after the month: 28 in a year of birth is 1928 until 2028.
    pivot = int(task.period[:4]) % 100
    read = [read_date(value, two_digit_pivot=pivot) for value in _days(task, values)]
    # 1 January is what a register office writes when it knows the year alone (domain: identity
    # documents): it counts as a year.
    year_only = [d.is_placeholder_day and d.earliest is not None for d in read]
    earliest: list[object] = []
    latest: list[object] = []
    precision: list[object] = []
    for d, only in zip(read, year_only, strict=True):
        earliest.append(d.earliest)
        latest.append(date(d.earliest.year, 12, 31) if only and d.earliest else d.latest)
        is_span = d.precision == "day" and not _is_one_day(d)  # "entre le 3 mars et le 5 juin"
        precision.append("year" if only else "estimated" if is_span else d.precision)
    return Reading(
        [d.state for d in read],
        {
            "birth_date_min": earliest,
            "birth_date_max": latest,
            "birth_precision": precision,
            "birth_raw": kept_texts(values),
        },
    )


def _age(task: ReadingTask, values: Values) -> Reading:
    read = [read_age(value) for value in values]
    return Reading(
        [a.state for a in read],
        {
            "age_min": [a.min_years for a in read],
            "age_max": [a.max_years for a in read],
            "age_raw": kept_texts(values),
        },
    )


def _sex(task: ReadingTask, values: Values) -> Reading:
    read = [read_sex(value) for value in values]
    return one_field(task, values, [c.state for c in read], [c.code for c in read])


def _code(task: ReadingTask, values: Values) -> Reading:
    lookup = _lookup(task)
    read = [read_code(value, lookup) for value in values]
    return one_field(task, values, [c.state for c in read], [c.code for c in read])


def _codes(task: ReadingTask, values: Values) -> Reading:
    lookup = _lookup(task)
    read = [read_codes(value, lookup) for value in values]
    # One code of several that cannot be read is a flag on the cell; the others are kept.
    states = ["unread" if c.unread_count else c.state for c in read]
    return one_field(task, values, states, [list(c.codes) or None for c in read])


def _yes_no(task: ReadingTask, values: Values) -> Reading:
    read = [read_yes_no(value) for value in values]
    return one_field(task, values, [y.state for y in read], [y.value for y in read])


def _place(task: ReadingTask, values: Values) -> Reading:
    lookup = _lookup(task)
    read = [read_place(value, lookup) for value in values]
    return one_field(task, values, [p.state for p in read], [p.code for p in read])


def _phones(task: ReadingTask, values: Values) -> Reading:
    read = [read_phones(value) for value in values]
    return Reading(
        ["unread" if p.unread_count else p.state for p in read],
        {"phones": [list(p.numbers) or None for p in read], "phones_raw": kept_texts(values)},
    )


def _document_number(task: ReadingTask, values: Values) -> Reading:
    read = [read_document("", value) for value in values]
    return Reading(
        [d.state for d in read],
        {"id_number": [d.id_number for d in read], "id_number_raw": kept_texts(values)},
    )


def _reference(task: ReadingTask, values: Values) -> Reading:
    read = [read_reference(value) for value in values]
    return one_field(task, values, [r.state for r in read], [r.canonical for r in read])


def _articles(task: ReadingTask, values: Values) -> Reading:
    read = [read_articles(value) for value in values]
    # An article that no list knows is kept as it was read, and told to whoever keeps the lists.
    listed_articles = task.codes["article"].codes if "article" in task.codes.lists else None
    states = [
        "unread" if a.state == "read" and not _is_listed(a.articles, listed_articles) else a.state
        for a in read
    ]
    return one_field(task, values, states, [list(a.articles) or None for a in read])


def _is_listed(articles: Sequence[str], listed: Collection[str] | None) -> bool:
    """Whether the list has each article, or the article of which it is a paragraph."""
    return listed is None or all(
        one in listed or one.rpartition("-")[0] in listed for one in articles
    )


def _sentence(task: ReadingTask, values: Values) -> Reading:
    read = [read_sentence(value) for value in values]
    return Reading(
        [s.state for s in read],
        {
            "months_firm": [s.months_firm for s in read],
            "months_suspended": [s.months_suspended for s in read],
            "is_life": [s.is_life if s.state == "read" else None for s in read],
            "is_hard_labour": [s.is_hard_labour if s.state == "read" else None for s in read],
            "fine_xaf": [s.fine_xaf for s in read],
            "damages_xaf": [s.damages_xaf for s in read],
            "further_penalties": [list(s.further) or None for s in read],
            "sentence_raw": kept_texts(values),
        },
    )


def _amount(task: ReadingTask, values: Values) -> Reading:
    read = [read_amount(value) for value in values]
    return one_field(task, values, [a.state for a in read], [a.xaf for a in read])


def _percent(task: ReadingTask, values: Values) -> Reading:
    read = [read_percent(value) for value in values]
    return one_field(task, values, [p.state for p in read], [p.value for p in read])


def _integer(task: ReadingTask, values: Values) -> Reading:
    read = [read_integer(value) for value in values]
    return one_field(task, values, [i.state for i in read], [i.value for i in read])


READERS: dict[str, Callable[[ReadingTask, Values], Reading]] = {
    "text": _text,
    "key": _key,
    "keywords": _keywords,
    "name": read_whole_name,
    "date": _date,
    "interval": _interval,
    "birth": _birth,
    "age": _age,
    "sex": _sex,
    "code": _code,
    "codes": _codes,
    "document_type": _code,
    "yes_no": _yes_no,
    "place": _place,
    "phones": _phones,
    "document_number": _document_number,
    "reference": _reference,
    "articles": _articles,
    "sentence": _sentence,
    "amount": _amount,
    "percent": _percent,
    "integer": _integer,
}
