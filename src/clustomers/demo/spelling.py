"""What systems make of a person's name, address, e-mail and phone."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import names
from clustomers.demo.arrays import Texts, join, piece
from clustomers.demo.company import Company
from clustomers.demo.people import People

Record = dict[str, npt.NDArray[Any]]


def records(company: Company, people: People, rng: np.random.Generator) -> Record:
    """Return the people as one system holds them: each system calls this with numbers of its own.

    Enough is right in each record for a careful reader to know the person: an e-mail address is
    missing or another one only where the phone number is there.

    Returns
    -------
    dict
        Columns first_name, last_name, email, phone, street, postal_code, city, gender and
        birth_date, each of shape (n,); empty or NaT where the system does not know.
    """
    size = len(people)
    draw = rng.random((8, size))
    other = (people.second_email != "") & (draw[0] < 0.5)
    email = np.where(other, people.second_email, people.email)
    no_email = ~other & ~people.email_is_shared & (draw[1] < 0.04)
    needs_phone = other | no_email
    stale = (people.former_street != "") & (draw[2] < 0.5)
    birth = people.birth_date.copy()
    birth[draw[3] < 0.12] = np.datetime64("NaT")
    return {
        "first_name": first_names(people.first_name, rng),
        "last_name": last_names(people.last_name, rng),
        "email": np.where(no_email, "", emails(email, rng)),
        "phone": np.where(needs_phone | (draw[4] >= 0.12), phones(people.phone, rng), ""),
        "street": streets(np.where(stale, people.former_street, people.street), rng),
        "postal_code": np.where(stale, people.former_postal_code, people.postal_code),
        "city": company.cities.name[people.city],
        "gender": np.where(draw[5] < 0.15, "", people.gender),
        "birth_date": _swapped_days(birth, draw[6] < 0.012),
    }


def first_names(texts: Texts, rng: np.random.Generator) -> Texts:
    """Return first names, some as nicknames, in capitals or with a slip."""
    size = len(texts)
    known = np.array(sorted(names.NICKNAMES))
    short = np.array([names.NICKNAMES[name] for name in known.tolist()])
    where = np.minimum(np.searchsorted(known, texts), len(known) - 1)
    uses_short = (known[where] == texts) & (rng.random(size) < 0.16)
    return _slips(np.where(uses_short, short[where], texts), 0.015, rng)


def last_names(texts: Texts, rng: np.random.Generator) -> Texts:
    """Return last names, some without umlauts, in capitals or with a slip."""
    size = len(texts)
    plain: Any = texts
    for letter, instead in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = np.strings.replace(plain, letter, instead)
    out = np.where(rng.random(size) < 0.3, plain, texts)
    loud = np.flatnonzero(rng.random(size) < 0.03)
    out[loud] = np.strings.upper(out[loud])
    return _slips(out, 0.025, rng)


def emails(texts: Texts, rng: np.random.Generator) -> Texts:
    """Return addresses, some in capitals or with spaces around them."""
    draw = rng.random(len(texts))
    wide = texts.dtype.itemsize // 4 + 2
    out = texts.astype(f"U{wide}")
    for low, high, change in (
        (0.00, 0.04, np.strings.upper),
        (0.04, 0.10, np.strings.capitalize),
        (0.10, 0.14, lambda some: join(" ", some, " ")),
    ):
        rows = np.flatnonzero((draw >= low) & (draw < high) & (texts != ""))
        out[rows] = change(texts[rows])
    return out


def phones(texts: Texts, rng: np.random.Generator) -> Texts:
    """Return numbers such as ``+49 154 12345678`` in the six ways in which people write them."""
    country, area, rest = piece(texts, 0, 3), piece(texts, 4, 7), piece(texts, 8, 16)
    style = rng.choice(6, len(texts), p=[0.35, 0.2, 0.15, 0.1, 0.1, 0.1])
    return np.asarray(
        np.choose(
            style,
            [
                texts,
                join(country, area, rest),
                join("0", area, " ", rest),
                join("00", piece(country, 1, 3), " ", area, " ", rest),
                join("0", area, "/", piece(rest, 0, 4), " ", piece(rest, 4, 8)),
                join("(0", area, ") ", rest),
            ],
        )
    )


def streets(texts: Texts, rng: np.random.Generator) -> Texts:
    """Return streets, some with the usual abbreviation."""
    short = np.strings.replace(np.strings.replace(texts, "straße", "str."), "Straße", "Str.")
    return np.where(rng.random(len(texts)) < 0.35, short, texts)


def _slips(texts: Texts, share: float, rng: np.random.Generator) -> Texts:
    """Swap two neighbouring letters, or leave one out, in a share of the texts."""
    width = texts.dtype.itemsize // 4
    rows = np.flatnonzero((rng.random(len(texts)) < share) & (np.strings.str_len(texts) > 4))
    if not len(rows):
        return texts
    letters = np.ascontiguousarray(texts[rows]).view(np.uint32).reshape(len(rows), width)
    padded = np.concatenate([letters, np.zeros((len(rows), 1), dtype=np.uint32)], axis=1)
    length = (letters != 0).sum(axis=1)
    at = (1 + rng.random(len(rows)) * (length - 2)).astype(np.int64)[:, None]
    place = np.arange(width)[None, :]
    swapped = place + (place == at) - (place == at + 1)
    dropped = place + (place >= at)
    order = np.where(rng.random((len(rows), 1)) < 0.5, swapped, dropped)
    out = texts.copy()
    changed = np.ascontiguousarray(np.take_along_axis(padded, order, axis=1))
    out[rows] = changed.view(f"U{width}")[:, 0]
    return out


def _swapped_days(
    dates: npt.NDArray[np.datetime64], which: npt.NDArray[np.bool_]
) -> npt.NDArray[np.datetime64]:
    """Exchange day and month, where both are possible."""
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = months.astype(np.int64) % 12 + 1
    years = months - (month - 1)
    wrong = (years + (day - 1)).astype("datetime64[D]") + (month - 1)
    return np.where(which & ~np.isnat(dates) & (day <= 12), wrong, dates)
