"""Building blocks of the demo: texts, draws, Arrow columns, the calendar."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustomers.demo.arrays import Lottery, hexes, numbered, piece, shuffled
from clustomers.demo.arrow import Coded, to_arrow
from clustomers.demo.calendar import Calendar, holidays
from clustomers.demo.settings import Settings
from clustomers.demo.spelling import first_names, last_names, phones


@given(st.lists(st.integers(0, 10**8 - 1), max_size=20))
def test_numbered_is_a_prefix_and_digits(numbers: list[int]) -> None:
    assert numbered("LC", np.array(numbers, dtype=np.int64), 8).tolist() == [
        f"LC{value:08d}" for value in numbers
    ]


def test_hexes_fill_a_pattern() -> None:
    assert hexes(np.array([0xABCD], dtype=np.uint64), 4, "xx-xx").tolist() == ["dc-ba"]
    assert len(hexes(np.zeros((0, 2), dtype=np.uint64), 22)) == 0


def test_shuffled_ids_are_all_different() -> None:
    assert len(np.unique(shuffled(np.arange(200_000)))) == 200_000


def test_lottery_keeps_its_shares() -> None:
    lottery = Lottery([[1, 3], [0, 5]])
    assert lottery.share([1]).tolist() == [0.75, 1.0]
    drawn = lottery.draw(np.random.default_rng(1), np.repeat([0, 1], 50_000), 100_000)
    assert drawn[:50_000].mean() == pytest.approx(0.75, abs=0.01)
    assert drawn[50_000:].min() == 1


# Numpy ends a text at its trailing noughts, so texts with them are none of ours.
@given(st.lists(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]))))
def test_texts_become_arrow_texts(texts: list[str]) -> None:
    array = np.array(texts, dtype=np.str_)
    expected = [text or None for text in texts]
    assert to_arrow(array, pa.string(), len(texts)).to_pylist() == expected


@given(st.lists(st.integers(-(10**12), 10**12)))
def test_amounts_become_exact_decimals(cents: list[int]) -> None:
    amounts = np.array(cents, dtype=np.int64) / 100
    landed = to_arrow(amounts, pa.decimal128(18, 2), len(cents)).to_pylist()
    assert landed == [Decimal(value).scaleb(-2) for value in cents]


def test_what_is_missing_is_null() -> None:
    assert to_arrow(np.array([1.0, np.nan]), pa.int32(), 2).to_pylist() == [1, None]
    assert to_arrow(Coded(np.array([1, -1, 0]), ["", "b"]), None, 3).to_pylist() == [
        "b",
        None,
        None,
    ]
    assert to_arrow("", pa.date32(), 2).to_pylist() == [None, None]
    masked = np.ma.array([1, 2], mask=[True, False])
    assert to_arrow(masked, pa.int32(), 2).to_pylist() == [None, 2]


def test_clocks_change_on_the_last_sundays() -> None:
    calendar = Calendar(date(2025, 1, 1), 365)
    hours = dict(
        zip(calendar.dates.astype(str).tolist(), calendar.offset_hours.tolist(), strict=True)
    )
    assert [hours[day] for day in ("2025-03-29", "2025-03-30", "2025-10-25", "2025-10-26")] == [
        1,
        2,
        2,
        1,
    ]
    noon = calendar.utc(np.array([0, 200]), np.array([43_200, 43_200]))
    assert noon.astype(str).tolist() == ["2025-01-01T11:00:00.000000", "2025-07-20T10:00:00.000000"]


def test_easter_is_when_it_is() -> None:
    names = {day: name for year in (2024, 2025, 2026) for day, name in holidays(year)}
    assert names[date(2024, 4, 1)] == names[date(2025, 4, 21)] == "Easter Monday"
    assert names[date(2026, 4, 3)] == "Good Friday"


def test_months_end_where_they_begin() -> None:
    assert Settings().start == date(2024, 10, 1)
    assert Settings(as_of=date(2025, 2, 28), months=1).start == date(2025, 2, 1)
    assert Settings(as_of=date(2025, 3, 30), months=1).start == date(2025, 2, 28)


def test_people_write_phones_in_their_own_ways() -> None:
    written = set(phones(np.array(["+49 154 12345678"] * 200), np.random.default_rng(1)).tolist())
    assert written == {
        "+49 154 12345678",
        "+4915412345678",
        "0154 12345678",
        "0049 154 12345678",
        "0154/1234 5678",
        "(0154) 12345678",
    }


def test_names_get_nicknames_and_slips() -> None:
    rng = np.random.default_rng(1)
    called = set(first_names(np.array(["Alexander"] * 2_000), rng).tolist())
    assert {"Alexander", "Alex"} < called
    assert all(abs(len(name) - 9) <= 1 for name in called - {"Alex"})
    family = set(last_names(np.array(["Weißmüller"] * 2_000), rng).tolist())
    assert {"Weißmüller", "Weissmueller"} < family
    assert piece(np.array(["Weiß", "Au"]), 1, 3).tolist() == ["ei", "u"]
