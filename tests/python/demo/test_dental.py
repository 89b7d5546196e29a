"""The practices: what is planted is there, and no appointment contradicts itself."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from clustomers.demo import dental, people
from clustomers.demo.company import Company, Settings

CHUNKS = 4
HOURS_24 = np.timedelta64(24, "h")


def _made(seed: int, chunk: int = 0) -> tuple[Company, dict[tuple[str, str], dict[str, Any]]]:
    settings = Settings(seed=seed)
    company = Company.of(settings)
    them = people.make(company, chunk * 5_000, 5_000, settings.rng(chunk, "people"))
    return company, dental.make(company, them, settings.rng(chunk, "dental"))


@pytest.fixture(scope="module")
def made() -> tuple[Company, list[dict[tuple[str, str], dict[str, Any]]]]:
    several = [_made(3, chunk) for chunk in range(CHUNKS)]
    return several[0][0], [tables for _, tables in several]


def _stacked(tables: list[dict[tuple[str, str], dict[str, Any]]], name: str) -> dict[str, Any]:
    parts = [item["bookings", name] for item in tables]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _days(company: Company, rows: dict[str, Any]) -> np.ndarray:
    start = np.datetime64(company.settings.start, "D")
    return (rows["starts_at"].astype("datetime64[D]") - start).astype(int)


def test_steps_lower_no_shows_and_last_minute_cancellations_by_the_planted_sizes(made):
    company, tables = made
    rows = _stacked(tables, "appointments")
    day = _days(company, rows)
    late = rows["starts_at"] - rows["cancelled_at"] < HOURS_24
    missed = rows["status"] == "no_show"
    edges = [0, *dental.step_days(company), company.settings.days]
    spans = [(day >= first) & (day < last) for first, last in pairwise(edges)]
    effects = {effect.metric: [] for effect in dental.effects(company)}
    for effect in dental.effects(company):
        effects[effect.metric].append(effect.size)
    found = [
        missed[spans[1]].mean() - missed[spans[0]].mean(),
        late[spans[2]].mean() - late[spans[1]].mean(),
        late[spans[3]].mean() - late[spans[2]].mean(),
    ]
    planted = effects["no_show_share"] + effects["last_minute_cancellation_share"]
    assert found == pytest.approx(planted, abs=0.03)


def test_effects_exceed_what_the_default_size_can_show():
    for effect in dental.effects(Company.of(Settings())):
        assert abs(effect.size) > effect.mde, effect.name


def test_expected_sample_sizes_are_about_right(made):
    company, tables = made
    rows = _stacked(tables, "appointments")
    day = _days(company, rows)
    edges = [0, *dental.step_days(company), company.settings.days]
    for number, effect in enumerate(dental.effects(company)[:3]):
        inside = (day >= edges[number]) & (day < edges[number + 2])
        assert inside.sum() / CHUNKS == pytest.approx(effect.n, rel=0.2), effect.name


def test_most_cancellations_come_in_the_last_24_hours_before_the_intervention(made):
    company, tables = made
    rows = _stacked(tables, "appointments")
    cancelled = (rows["status"] == "cancelled") & (_days(company, rows) < 300)
    late = rows["starts_at"] - rows["cancelled_at"] < HOURS_24
    assert late[cancelled].mean() > 0.6


def test_appointments_do_not_contradict_themselves(made):
    company, tables = made
    rows = _stacked(tables, "appointments")
    cancelled = rows["status"] == "cancelled"
    assert (rows["booked_at"] < rows["starts_at"]).all()
    assert (np.isnat(rows["cancelled_at"]) == ~cancelled).all()
    assert (rows["cancelled_at"][cancelled] > rows["booked_at"][cancelled]).all()
    assert (rows["booked_at"] < company.calendar.end).all()
    is_future = rows["starts_at"] >= company.calendar.end
    assert set(np.unique(rows["status"][is_future])) <= {"booked", "cancelled"}
    assert (np.isnat(rows["confirmed_at"]) == (rows["confirmation_kind"] == "")).all()
    assert len(np.unique(rows["appointment_id"])) == len(rows["appointment_id"])


def test_what_takes_the_place_of_a_cancelled_appointment_is_booked_after_it(made):
    _, tables = made
    rows = tables[0]["bookings", "appointments"]
    place = {name: number for number, name in enumerate(rows["appointment_id"].tolist())}
    again = rows["rebooked_appointment_id"]
    old = np.flatnonzero(again != "")
    new = np.array([place[name] for name in again[old].tolist()])
    assert len(old) > 50
    assert (rows["status"][old] == "cancelled").all()
    assert (rows["client_id"][old] == rows["client_id"][new]).all()
    assert (rows["booked_at"][new] > rows["cancelled_at"][old]).all()


def test_no_chair_is_booked_twice_nor_beyond_its_capacity(made):
    _, tables = made
    rows = _stacked(tables, "appointments")
    room = _stacked(tables, "capacity")
    order = np.lexsort((rows["starts_at"], rows["chair_id"]))
    end = rows["starts_at"] + rows["duration_minutes"].astype("timedelta64[m]")
    same = rows["chair_id"][order][1:] == rows["chair_id"][order][:-1]
    assert (rows["starts_at"][order][1:] >= end[order][:-1])[same].all()
    minutes = {
        (chair, day): limit
        for chair, day, limit in zip(
            room["chair_id"].tolist(),
            room["capacity_date"].tolist(),
            room["available_minutes"].tolist(),
            strict=True,
        )
    }
    planned: dict[tuple[str, Any], int] = {}
    days = rows["starts_at"].astype("datetime64[D]").tolist()
    for chair, day, length in zip(
        rows["chair_id"].tolist(), days, rows["duration_minutes"].tolist(), strict=True
    ):
        planned[chair, day] = planned.get((chair, day), 0) + length
    inside = {key: value for key, value in planned.items() if key in minutes}
    assert len(inside) > 0.9 * len(planned)  # the rest lies after the as-of date
    assert all(value <= minutes[key] for key, value in inside.items())


def test_calls_that_booked_were_reached_and_name_the_appointment(made):
    _, tables = made
    calls = _stacked(tables, "calls")
    booked = calls["outcome"] == "booked"
    assert (calls["is_answered"] | calls["is_answered_later"])[booked].all()
    assert (calls["appointment_id"][booked] != "").all()
    assert not (calls["is_answered"] & calls["is_answered_later"]).any()
    lost = ~calls["is_answered"] & ~calls["is_answered_later"]
    assert (calls["outcome"][lost] == "none").all() and lost.any()


def test_experience_counts_what_happened_to_each_person(made):
    _, tables = made
    counts = tables[0]["experience", "dental"]
    rows = tables[0]["bookings", "appointments"]
    assert counts["no_shows"].sum() == (rows["status"] == "no_show").sum()
    assert all(len(values) == 5_000 for values in counts.values())


def test_same_seed_same_tables_and_other_seed_others():
    (_, first), (_, again), (_, other) = _made(5), _made(5), _made(6)
    for key, columns in first.items():
        for name, values in columns.items():
            assert np.array_equal(values, again[key][name], equal_nan=values.dtype.kind in "fM")
    assert len(first["bookings", "calls"]["call_id"]) != len(other["bookings", "calls"]["call_id"])


@pytest.mark.parametrize("size", [1, 3, 40])
def test_small_companies_work(size):
    settings = Settings(customers=size, months=2)
    company = Company.of(settings)
    them = people.make(company, 0, size, settings.rng(0, "people"))
    tables = dental.make(company, them, settings.rng(0, "dental"))
    assert len(tables["experience", "dental"]["visits"]) == size
