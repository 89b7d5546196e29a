"""The software house: planted effects, versions of subscriptions, revenue to the cent."""

from typing import Any

import numpy as np
import pytest

from clustomers.demo import people, software
from clustomers.demo.company import Company, Settings
from clustomers.demo.people import People

CHUNKS = 8
Tables = dict[tuple[str, str], dict[str, Any]]


def _made(seed: int, chunk: int = 0) -> tuple[Company, People, Tables, dict[str, Any]]:
    settings = Settings(seed=seed)
    company = Company.of(settings)
    them = people.make(company, chunk * 5_000, 5_000, settings.rng(chunk, "people"))
    tables, events = software.make(company, them, settings.rng(chunk, "software"))
    return company, them, tables, events


@pytest.fixture(scope="module")
def chunks() -> list[tuple[Company, People, Tables, dict[str, Any]]]:
    return [_made(3, chunk) for chunk in range(CHUNKS)]


def _words(column: Any) -> np.ndarray:
    return np.append(np.asarray(column.words), "")[column.codes]


def _deals(chunks) -> dict[str, np.ndarray]:
    """Return opportunities with the truth of their accounts beside them."""
    parts: dict[str, list[np.ndarray]] = {}
    for company, _, tables, _ in chunks:
        deals, truth = tables["crm", "opportunities"], tables["truth", "accounts"]
        accounts = tables["crm", "accounts"]
        place = {name: row for row, name in enumerate(truth["account_id"].tolist())}
        row = np.array([place[name] for name in deals["account_id"].tolist()])
        begun = dict(zip(accounts["account_id"].tolist(), accounts["created_at"], strict=True))
        begins = np.array([begun[name] for name in deals["account_id"].tolist()])
        start = np.datetime64(company.settings.start)
        for name, values in {
            "won": np.asarray(deals["is_won"].filled(False)),
            "old": begins < company.calendar.end - np.timedelta64(90, "D"),
            "recent": begins >= start,
            "days": (deals["closed_at"] - begins).astype("timedelta64[s]").astype(float) / 86_400,
            "story": truth["talk_track"][row] == "customer_story",
            "fast": truth["is_fast"][row],
            "trial": truth["is_trial"][row],
        }.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def _effects(company: Company) -> dict[str, software.Effect]:
    return {effect.name: effect for effect in software.effects(company)}


def test_fast_activation_wins_more_often_and_sooner(chunks):
    effects, deals = _effects(chunks[0][0]), _deals(chunks)
    trial = deals["trial"] & deals["old"] & deals["recent"]
    fast, slow = trial & deals["fast"], trial & ~deals["fast"]
    won = deals["won"]
    lift = effects["software_fast_activation_wins"]
    assert won[fast].mean() - won[slow].mean() == pytest.approx(lift.size, abs=0.08)
    assert trial.sum() / CHUNKS == pytest.approx(lift.n, rel=0.2)
    sooner = deals["days"][fast & won].mean() - deals["days"][slow & won].mean()
    assert sooner == pytest.approx(effects["software_fast_activation_days"].size, abs=1.2)


def test_customer_story_wins_more_often(chunks):
    deals, effect = _deals(chunks), _effects(chunks[0][0])["software_customer_story"]
    old, story = deals["old"], deals["story"]
    found = deals["won"][old & story].mean() - deals["won"][old & ~story].mean()
    assert found == pytest.approx(effect.size, abs=0.07)
    assert old.sum() / CHUNKS == pytest.approx(effect.n, rel=0.2)


def test_milestones_within_48_hours_are_in_the_events(chunks):
    _, _, tables, events = chunks[0]
    names, account = _words(events["event"]), _words(events["account_id"])
    at, truth = events["occurred_at"], tables["truth", "accounts"]
    begun = dict(zip(account[names == "trial.started"], at[names == "trial.started"], strict=True))
    reached: dict[str, int] = dict.fromkeys(begun, 0)
    for name, when in zip(
        account[names == "milestone.reached"], at[names == "milestone.reached"], strict=True
    ):
        if name in begun and when - begun[name] <= np.timedelta64(48, "h"):
            reached[name] += 1
    is_fast = dict(zip(truth["account_id"].tolist(), truth["is_fast"].tolist(), strict=True))
    done = {name: count == 3 for name, count in reached.items()}
    # Trials that began in the last two days have not had their time yet.
    late = at.max() - np.timedelta64(48, "h")
    assert len(done) > 100
    assert all(done[name] == is_fast[name] for name in done if begun[name] < late)


def test_yearly_terms_keep_longer(chunks):
    effects = _effects(chunks[0][0])
    for days, name in (
        (200, "software_yearly_term_half_year"),
        (400, "software_yearly_term_renewal"),
    ):
        kept: dict[bool, list[bool]] = {True: [], False: []}
        for company, _, tables, _ in chunks:
            rows = tables["product", "subscriptions"]
            today = np.datetime64(company.settings.as_of, "D")
            active = np.flatnonzero(rows["status"] == "active")
            _, first = np.unique(rows["subscription_id"][active], return_index=True)
            ends = dict(
                zip(
                    rows["subscription_id"][rows["status"] == "ended"].tolist(),
                    rows["valid_from_date"][rows["status"] == "ended"],
                    strict=True,
                )
            )
            for row in active[first].tolist():
                begun = rows["valid_from_date"][row]
                if begun <= today - days:
                    end = ends.get(str(rows["subscription_id"][row]), np.datetime64("9999-01-01"))
                    is_yearly = str(rows["plan_id"][row]).endswith("-y")
                    kept[is_yearly].append(bool(end > begun + days))
        found = np.mean(kept[True]) - np.mean(kept[False])
        assert found == pytest.approx(effects[name].size, abs=0.12)


def test_effects_exceed_what_the_default_size_can_show():
    for effect in software.effects(Company.of(Settings())):
        assert abs(effect.size) > effect.mde, effect.name


def test_versions_follow_each_other_without_gaps_or_overlaps(chunks):
    rows = chunks[0][2]["product", "subscriptions"]
    same = rows["subscription_id"][1:] == rows["subscription_id"][:-1]
    gap = rows["valid_from_date"][1:] - rows["valid_to_date"][:-1]
    assert (gap[same] == np.timedelta64(1, "D")).all()
    assert np.isnat(rows["valid_to_date"][:-1][~same]).all()
    ended = rows["status"] == "ended"
    assert ((rows["end_reason"] != "") == ended).all()
    assert (rows["monthly_amount"][ended] == 0).all()
    assert (rows["monthly_amount"][rows["status"] == "trial"] == 0).all()
    assert (rows["monthly_amount"][rows["status"] == "active"] > 0).all()


def test_monthly_amount_is_seats_times_price_less_discount_to_the_cent(chunks):
    company, _, tables, _ = chunks[0]
    rows = tables["product", "subscriptions"]
    plans = software.company_tables(company)["product", "plans"]
    place = {name: row for row, name in enumerate(plans["plan_id"].tolist())}
    plan = np.array([place[name] for name in rows["plan_id"].tolist()])
    active = rows["status"] == "active"
    exact = (
        rows["seat_count"] * plans["list_price_amount"][plan] * (1 - plans["discount_share"][plan])
    )
    assert np.abs(exact - rows["monthly_amount"])[active].max() <= 0.0051


def test_revenue_of_the_truth_is_that_of_the_versions_on_the_last_day_of_the_month(chunks):
    company, _, tables, _ = chunks[0]
    rows, truth = tables["product", "subscriptions"], tables["truth", "mrr"]
    months = np.unique(truth["month"]).astype("datetime64[M]")
    assert len(months) == company.settings.months
    until = np.where(
        np.isnat(rows["valid_to_date"]), np.datetime64("9999-12-31"), rows["valid_to_date"]
    )
    for month in months:
        day = (month + 1).astype("datetime64[D]") - 1
        holds = (rows["valid_from_date"] <= day) & (until >= day) & (rows["status"] == "active")
        expected = np.rint(rows["monthly_amount"][holds] * 100).astype(int).sum()
        stated = np.rint(truth["mrr"][truth["month"] == month.astype("datetime64[D]")] * 100)
        assert stated.astype(int).sum() == expected
    pairs = np.char.add(truth["account_id"], truth["month"].astype(str))
    assert len(np.unique(pairs)) == len(pairs)


def test_won_opportunities_are_subscriptions_that_begin_on_the_day(chunks):
    _, _, tables, _ = chunks[0]
    deals, rows = tables["crm", "opportunities"], tables["product", "subscriptions"]
    begun = set(
        zip(
            rows["account_id"][rows["status"] == "active"].tolist(),
            rows["valid_from_date"][rows["status"] == "active"].tolist(),
            strict=True,
        )
    )
    won = deals["is_won"].filled(False)
    days = deals["closed_at"].astype("datetime64[D]")
    assert won.sum() > 50
    assert all(
        pair in begun
        for pair in zip(deals["account_id"][won].tolist(), days[won].tolist(), strict=True)
    )


def test_stage_changes_lead_to_the_stage_of_the_opportunity(chunks):
    _, _, tables, _ = chunks[0]
    deals, changes = tables["crm", "opportunities"], tables["crm", "opportunity_stage_changes"]
    last: dict[str, tuple[Any, str]] = {}
    order = np.lexsort((changes["changed_at"], changes["opportunity_id"]))
    previous: dict[str, str] = {}
    for row in order.tolist():
        name = str(changes["opportunity_id"][row])
        assert str(changes["from_stage"][row]) == previous.get(name, "")
        previous[name] = str(changes["to_stage"][row])
        last[name] = (changes["changed_at"][row], previous[name])
    stages = zip(deals["opportunity_id"].tolist(), deals["stage"].tolist(), strict=True)
    assert all(last[name][1] == stage for name, stage in stages)


def test_contacts_hold_one_person_twice_with_another_job_title(chunks):
    _, _, tables, _ = chunks[0]
    truth, contacts = tables["truth", "identifiers"], tables["crm", "contacts"]
    is_contact = _words(truth["identifier_type"]) == "contact_id"
    owner = dict(
        zip(
            truth["identifier_value"][is_contact].tolist(),
            truth["person_id"][is_contact].tolist(),
            strict=True,
        )
    )
    titles: dict[str, list[str]] = {}
    for contact, title in zip(
        contacts["contact_id"].tolist(), contacts["job_title"].tolist(), strict=True
    ):
        titles.setdefault(owner[contact], []).append(title)
    twice = [held for held in titles.values() if len(held) > 1]
    assert len(twice) > 20
    assert all(len(set(held)) == len(held) for held in twice)


def test_events_are_in_time_and_belong_to_users_of_the_account(chunks):
    company, them, tables, events = chunks[0]
    at = events["occurred_at"]
    assert (np.diff(at) >= np.timedelta64(0)).all()
    assert at.max() < company.calendar.end
    assert (events["received_at"] > at).all()
    users = tables["product", "users"]
    account = dict(zip(users["user_id"].tolist(), users["account_id"].tolist(), strict=True))
    user, of = _words(events["user_id"]), _words(events["account_id"])
    assert all(account[name] == item for name, item in zip(user.tolist(), of.tolist(), strict=True))
    assert np.isin(events["_person"], them.number).all()


def test_same_seed_same_tables():
    (_, _, first, events), (_, _, again, same) = _made(5), _made(5)
    assert events["event_id"].equals(same["event_id"])
    assert (events["occurred_at"] == same["occurred_at"]).all()
    assert (first["truth", "mrr"]["mrr"] == again["truth", "mrr"]["mrr"]).all()


def test_use_fades_before_a_subscription_ends(chunks):
    effect = _effects(chunks[0][0])["software_fading_use"]
    before, last, count = 0, 0, 0
    for company, _, tables, events in chunks:
        rows = tables["product", "subscriptions"]
        used = _words(events["event"]) == "feature.used"
        account = _words(events["account_id"])[used]
        day = events["occurred_at"][used].astype("datetime64[D]")
        active = np.flatnonzero(rows["status"] == "active")[::-1]
        begun = dict(zip(rows["subscription_id"][active].tolist(), active.tolist(), strict=True))
        for row in np.flatnonzero(rows["status"] == "ended").tolist():
            first = begun.get(str(rows["subscription_id"][row]))
            end = rows["valid_from_date"][row]
            start = np.datetime64(company.settings.start)
            if first is None or end - 70 < max(rows["valid_from_date"][first], start):
                continue
            gap = (end - day[account == rows["account_id"][row]]).astype(int)
            before += int(((gap > 35) & (gap <= 70)).sum())
            last += int(((gap > 0) & (gap <= 35)).sum())
            count += 1
    assert last / before - 1 == pytest.approx(effect.size, abs=0.06)
    assert count / CHUNKS == pytest.approx(effect.n, rel=0.3)
