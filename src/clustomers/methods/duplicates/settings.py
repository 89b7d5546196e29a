"""What is compared, and which records are compared at all: data, not code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Comparison:
    """How one column of two records is compared.

    Attributes
    ----------
    column : str
        Column of the records, text.
    measure : str
        ``jaro_winkler`` (names, streets: similarity), ``levenshtein`` (numbers, dates, addresses
        of mail: slips of the pen) or ``exact``.
    thresholds : tuple of float
        From the strictest to the loosest level below equality.
    """

    column: str
    measure: Literal["jaro_winkler", "levenshtein", "exact"]
    thresholds: tuple[float, ...] = ()


@dataclass(frozen=True)
class DuplicateSettings:
    """Settings of the search for duplicates.

    Attributes
    ----------
    comparisons : tuple of Comparison
        What is compared.
    blocking : tuple of tuples of str
        Pairs are compared when all SQL expressions of one rule are equal. Each duplicate should
        pass one of them at least, in spite of a slip anywhere.
    training : tuple of tuples of str
        Pairs that teach how often true pairs agree; each rule leaves its own columns out.
    certain : tuple of tuples of str
        Rules whose pairs are nearly all duplicates, and how many of all duplicates they find.
    certain_recall : float
        Share of all duplicates that ``certain`` finds, roughly.
    fewest_records : int
        With fewer there is nothing to learn from.
    own : tuple of str
        Columns of the comparisons that people of one home do not share; taken together they must
        speak for a pair. Without that, couples would be duplicates: name, street and city agree,
        and a model that takes columns as independent counts that agreement three times.
    largest_block : int
        Values that more records share say nothing about a pair (a placeholder, a call center).
    """

    comparisons: tuple[Comparison, ...]
    blocking: tuple[tuple[str, ...], ...]
    training: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[str, ...], ...]
    certain_recall: float = 0.7
    own: tuple[str, ...] = ()
    fewest_records: int = 50
    largest_block: int = 100

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the records need, next to their number."""
        return tuple(comparison.column for comparison in self.comparisons)


CUSTOMER_RECORDS = DuplicateSettings(
    comparisons=(
        Comparison("first_name", "jaro_winkler", (0.92, 0.8)),
        Comparison("last_name", "jaro_winkler", (0.92, 0.8)),
        Comparison("birth_date", "levenshtein", (1, 2)),
        Comparison("email", "levenshtein", (1, 2)),
        Comparison("phone", "levenshtein", (1, 2)),
        Comparison("street", "jaro_winkler", (0.92, 0.8)),
        Comparison("postal_code", "levenshtein", (1,)),
        Comparison("city", "jaro_winkler", (0.92,)),
    ),
    blocking=(
        ("phone",),
        ("email",),
        ("first_name", "last_name"),
        ("last_name", "birth_date"),
        ("first_name", "birth_date"),
        ("birth_date", "postal_code"),
        ("first_name", "postal_code"),
        ("last_name", "postal_code"),
        ("street", "postal_code"),
        ("street", "city"),
        ("birth_date", "city"),
    ),
    training=(
        ("phone",),
        ("birth_date", "postal_code"),
        ("first_name", "last_name"),
    ),
    certain=(
        ("phone", "last_name"),
        ("email", "last_name"),
        ("first_name", "last_name", "birth_date"),
    ),
    own=("first_name", "birth_date", "email", "phone"),
)
