"""Who is to be forgotten, and every name by which a place may know them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io.contracts import DEVICE_KINDS, IDENTIFIER_KINDS, PERSON_KINDS

# Both are blocked identifiers: they join nobody.
ERASED, ERASED_NUMBER = "erased", "-1"
CUSTOMER = "customer_id"
# Keys of deleted rows, such as an event's: elsewhere a row may be known by nothing else.
KEY = "key"
REQUEST = "request"
PHONE_AS_WRITTEN = "phone as written"
_TELLING = (*IDENTIFIER_KINDS, CUSTOMER, PHONE_AS_WRITTEN)
_LEAST_PHONE = 8


@dataclass(frozen=True)
class Request:
    """One request to be forgotten."""

    request_id: str
    kind: str
    value: str
    requested_at: str

    @property
    def label(self) -> str:
        """The request without what it says about the person."""
        return f"request {self.request_id} ({self.kind})"


@dataclass
class Person:
    """One person, the requests to forget them, and their identifiers by kind, in normal form."""

    requests: list[Request]
    identifiers: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, value: str | None) -> None:
        """Note an identifier."""
        if value:
            self.identifiers.setdefault(kind, set()).add(value)

    def exact(self, salt: str) -> Iterator[tuple[str, str]]:
        """Yield kind and value as columns of that kind hold them: plain, hashed, and as written."""
        for kind, values in self.identifiers.items():
            for value in values:
                yield kind, value
                if kind == "phone":
                    yield from ((kind, form) for form in phone_forms(value))
                    yield from ((kind, form[1:]) for form in phone_forms(value) if form[1] != "0")
                if kind == "email":
                    yield kind, sha256(value)
                if kind in IDENTIFIER_KINDS:
                    plain = sha256(value) if kind == "email" else value
                    yield kind, sha256(f"{salt}|{plain}")
                    yield kind, sha256(f"{salt}|{value}")

    def telling(self, salt: str) -> set[str]:
        """Return what tells on the person wherever it stands, in small letters.

        Short numbers are not among them: elsewhere they stand for something else.
        """
        values = {value.lower() for kind, value in self.exact(salt) if kind in _TELLING}
        values |= {quote(value) for value in values if "@" in value}
        phones = {value for value in self.identifiers.get("phone", ()) if len(value) > 7}
        values |= {form for value in phones for form in phone_forms(value) if len(form) > 8}
        return {value for value in values if is_telling(value)} | phones


def is_telling(value: str) -> bool:
    """Say whether a value can hardly stand for anything else: no plain number, no plain word."""
    if not re.search("[0-9@]", value) or value.isdigit():
        return False
    return len(value) >= (6 if re.search("[a-z]", value) else 12)


def sha256(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def phone_digits(column: str) -> str:
    """Return SQL for the digits of a phone number as written, without a (0)."""
    return f"regexp_replace(cast({column} as varchar), '[(]0[)]|[^0-9]', '', 'g')"


def phone_forms(normal: str) -> set[str]:
    """Return the ways to write a number that has its country in front, as digits.

    Calling codes have one to three digits: without knowing which, a shorter number of the same
    end is the same number.
    """
    national = {normal[length:] for length in (1, 2, 3) if len(normal) - length >= _LEAST_PHONE}
    return {normal, f"00{normal}"} | {f"0{end}" for end in national}


def find_people(
    warehouse: duckdb.DuckDBPyConnection, requests: Iterable[Request], salt: str
) -> tuple[list[Person], list[str]]:
    """Find the people whom requests name, with all their identifiers.

    Parameters
    ----------
    warehouse
        Connection to the warehouse of the last build.
    requests
        The requests.
    salt
        The salt of personal hashes.

    Returns
    -------
    tuple
        People, and what is wrong with requests that name nobody for certain.

    Raises
    ------
    ClustomersError
        When the warehouse has no identity tables.
    """
    people: dict[str, Person] = {}
    problems: list[str] = []
    for request in requests:
        try:
            kind, values = _looked_up(warehouse, request, salt)
        except duckdb.CatalogException as error:
            raise ClustomersError(
                "intermediate.int_customers_identified: not in the warehouse, so nobody knows who "
                "is who. Run `clustomers build`, then erase."
            ) from error
        if kind not in (*PERSON_KINDS, *DEVICE_KINDS):
            problems.append(
                f"privacy.erasure_requests: {request.label} names no kind of identifier. "
                f"Known: {', '.join((*PERSON_KINDS, *DEVICE_KINDS))}. Correct identifier_type."
            )
            continue
        customers = _rows(
            warehouse,
            "select distinct customer_id from intermediate.int_customers_identified "
            "where identifier_type = ? and list_contains(?, identifier_value)",
            [kind, values],
        )
        shared = _rows(
            warehouse,
            "select blocked_reason from intermediate.int_identifiers_blocked "
            "where identifier_type = ? and list_contains(?, identifier_value)",
            [kind, values],
        )
        if len(customers) > 1 or (shared and not customers):
            reason = shared[0][0] if shared else "several people"
            problems.append(
                f"privacy.erasure_requests: {request.label} names nobody for certain "
                f"({reason}): rows of others would be lost. Ask for a card, account or client "
                f"number and run `clustomers erase --identifier KIND VALUE "
                f"--request {request.request_id}`."
            )
            continue
        key = customers[0][0] if customers else f"{kind}:{values[0]}"
        person = people.setdefault(key, Person([]))
        person.requests.append(request)
        person.add(REQUEST, request.request_id)
        person.add(kind, _normal(kind, request.value))
        if customers:
            _add_identifiers(warehouse, person, key)
    return list(people.values()), problems


def _normal(kind: str, value: str) -> str:
    value = value.strip()
    if kind == "email":
        return value.lower()
    return re.sub(r"[(]0[)]|\D", "", value) if kind == "phone" else value


def _looked_up(
    warehouse: duckdb.DuckDBPyConnection, request: Request, salt: str
) -> tuple[str, list[str]]:
    """Return the kind, and the identifier's values as identity tables hold them."""
    value = _normal(request.kind, request.value)
    if request.kind == "email":
        return "email", [sha256(f"{salt}|{sha256(value)}")]
    if request.kind == "phone":
        known = _rows(
            warehouse,
            "select distinct phone from vault.int_identifiers_seen where phone like ?",
            [f"%{value.lstrip('0')[-_LEAST_PHONE:]}"],
        )
        same = [phone for (phone,) in known if value in phone_forms(phone)]
        return "phone", [sha256(f"{salt}|{phone}") for phone in same or [value]]
    return request.kind, [value]


def _add_identifiers(
    warehouse: duckdb.DuckDBPyConnection, person: Person, customer_id: str
) -> None:
    """Add what identity knows: identifiers, plain addresses and numbers, ids given before."""
    for kind, value, email, phone in _rows(
        warehouse,
        """
        select identified.identifier_type, identified.identifier_value, seen.email, other.phone
        from intermediate.int_customers_identified as identified
        left join vault.int_identifiers_seen as seen
            on identified.identifier_type = 'email'
                and identified.identifier_value = seen.email_hash
        left join vault.int_identifiers_seen as other
            on identified.identifier_type = 'phone'
                and identified.identifier_value = other.phone_hash
        where identified.customer_id = ?
        """,
        [customer_id],
    ):
        person.add(CUSTOMER if kind in ("email", "phone") else kind, value)
        person.add("email", email)
        person.add("phone", phone)
    person.add(CUSTOMER, customer_id)
    # Ids that the person had before, but none that now is, or also was, somebody else's.
    for (given,) in _rows(
        warehouse,
        """
        with own as (
            select identifier_type, identifier_value
            from intermediate.int_customers_identified
            where customer_id = $customer
        ),
        others as (
            select identifier_type, identifier_value, customer_id
            from intermediate.int_customers_identified
            where customer_id != $customer
        )
        select distinct given.customer_id
        from intermediate.int_customer_ids_given as given
        semi join own using (identifier_type, identifier_value)
        where given.customer_id not in (select customer_id from others)
            and given.customer_id not in (
                select past.customer_id
                from intermediate.int_customer_ids_given as past
                semi join others using (identifier_type, identifier_value)
            )
        """,
        {"customer": customer_id},
    ):
        person.add(CUSTOMER, given)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: Any = None
) -> list[tuple[Any, ...]]:
    return connection.execute(query, values).fetchall()


def to_json(people: Iterable[Person]) -> str:
    """Write people down, so that an erasure that was killed can be finished."""
    return json.dumps(
        [
            {
                "requests": [vars(request) for request in person.requests],
                "identifiers": {kind: sorted(all_) for kind, all_ in person.identifiers.items()},
            }
            for person in people
        ]
    )


def from_json(entries: Iterable[Mapping[str, Any]]) -> list[Person]:
    """Read people that were written down."""
    return [
        Person(
            [Request(**request) for request in entry["requests"]],
            {kind: set(values) for kind, values in entry["identifiers"].items()},
        )
        for entry in entries
    ]
