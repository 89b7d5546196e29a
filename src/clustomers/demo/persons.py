"""Names, mailboxes and homes of invented people."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds, names
from clustomers.demo.arrays import Numbers, Texts, join, numbered, shuffled
from clustomers.demo.shapes import Cities


@dataclass
class Homes:
    """Addresses; the former ones are empty for those who did not move."""

    city: npt.NDArray[np.int16]
    street: Texts
    postal_code: Texts
    former_street: Texts
    former_postal_code: Texts


def homes(cities: Cities, head: Numbers, rng: np.random.Generator) -> Homes:
    """Return addresses, equal for those with one head; one in twelve moved within the city."""
    size = len(head)
    city = rng.choice(len(cities), size, p=cities.weight)[head].astype(np.int16)
    moved = (rng.random(size) < 0.08)[head]
    addresses = []
    for _ in range(2):
        street = join(
            np.array(names.STREETS)[rng.integers(0, len(names.STREETS), size)],
            " ",
            np.arange(1, 121).astype(np.str_)[rng.integers(0, 120, size)],
        )
        code = numbered("", rng.integers(0, 1000, size), 3)
        code = np.where(cities.country[city] == "AT", code.astype("U2"), code)
        addresses.append((street[head], join(cities.postal_prefix[city], code[head])))
    (street, code), (former_street, former_code) = addresses
    return Homes(
        city, street, code, np.where(moved, former_street, ""), np.where(moved, former_code, "")
    )


@dataclass
class Names:
    """Names and addresses of mailboxes; arrays of one length."""

    gender: Texts
    first_name: Texts
    last_name: Texts
    email: Texts
    second_email: Texts
    household_email: Texts


def names_of(
    kind: npt.NDArray[np.int8], head: Numbers, number: Numbers, rng: np.random.Generator
) -> Names:
    """Return names, and addresses that end in the number of the person, so that none is twice."""
    size = len(kind)
    draw = rng.random(size)
    female = kinds.FEMALE[kind]
    gender = np.where(draw < female, "female", np.where(draw < 0.985, "male", "diverse"))
    girl = gender == "female"
    girl |= (gender == "diverse") & (rng.random(size) < 0.5)
    common = rng.beta(0.9, 1.6, (3, size))  # some names are much more frequent than others
    first = np.where(
        girl,
        np.array(names.FEMALE)[(common[0] * len(names.FEMALE)).astype(np.int64)],
        np.array(names.MALE)[(common[0] * len(names.MALE)).astype(np.int64)],
    )
    surnames = np.array([one + two for one in names.LAST_FIRST for two in names.LAST_SECOND])
    surnames = surnames[np.random.default_rng(0).permutation(len(surnames))]
    family = np.where(rng.random(size) < 0.85, head, np.arange(size))
    last = surnames[(common[1] * len(surnames)).astype(np.int64)][family]
    plain_first, plain_last = _mailbox(first), _mailbox(last)
    million = 1_000_000
    tail = (shuffled(number % million, million) + number // million * million).astype(np.str_)
    host = np.array(names.MAIL_HOSTS)
    hosts = join("@", host[rng.choice(len(host), size, p=[0.45, 0.2, 0.15, 0.12, 0.08])])
    style = rng.integers(0, 4, size)
    local = np.choose(
        style,
        [
            join(plain_first, ".", plain_last, tail),
            join(plain_first, plain_last, tail),
            join(plain_first.astype("U1"), ".", plain_last, tail),
            join(plain_last, ".", plain_first, tail),
        ],
    )
    other = join(plain_first, "_", tail, "@", host[rng.integers(0, len(host), size)])
    return Names(
        gender,
        first,
        last,
        join(local, hosts),
        np.where(rng.random(size) < 0.10, other, ""),
        join("familie.", plain_last, tail, hosts)[head],
    )


def _mailbox(name: Texts) -> Texts:
    """Return names as they are spelled in addresses: small letters without umlauts."""
    # Few different names make up many: spell each once.
    different, where = np.unique(name, return_inverse=True)
    spelled = np.strings.lower(different)
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = np.strings.replace(spelled, letter, plain)
    return np.asarray(spelled)[where]
