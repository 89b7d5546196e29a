import numpy as np
import pytest
from digital_company import made, texts

from clustomers.demo import context, experiments, friction, marketing, media
from clustomers.demo.browsing import CAUSES
from clustomers.demo.media import CHANNELS, NAMES, Media, carry_over
from clustomers.demo.purchases import MEDIA, WEB


def test_carry_over_of_one_day_fades_geometrically():
    spend = np.zeros((5, 1))
    spend[0] = 8.0
    np.testing.assert_allclose(carry_over(spend, 0.5)[:, 0], [8, 4, 2, 1, 0.5])


def test_response_saturates_at_half_and_at_most():
    channel = CHANNELS[0]
    steady = np.full((400, 1), channel.half * (1 - channel.carry))
    assert channel.response(steady)[-1, 0] == pytest.approx(channel.most / 2)
    assert channel.response(steady * 1e3)[-1, 0] == pytest.approx(channel.most)


def test_spend_by_campaign_adds_up_to_the_plan():
    it = made()
    tables = marketing.make(it.company, it.plan)
    rows = tables["marketing", "ad_spend"]
    for number, name in enumerate(NAMES):
        total = rows["spend_amount"][texts(rows["channel"]) == name].sum()
        assert total == pytest.approx(it.plan.media.spend[number].sum(), abs=0.05)
    key = np.stack(
        [rows["spend_date"].astype(np.int64), rows["campaign_id"].codes, rows["city"].codes]
    )
    assert len(np.unique(key, axis=1).T) == key.shape[1]
    campaigns = tables["marketing", "campaigns"]
    assert len(campaigns["campaign_id"]) >= 10
    assert (campaigns["end_date"] >= campaigns["start_date"]).all()


def test_visits_are_those_that_spend_brings():
    it = made()
    web = it.digital.events["web"]
    first = np.unique(web["_session"], return_index=True)[1]
    # Orders and what leads to them are credited, too; the others are extra.
    cause = np.bincount(web["_cause"][first], minlength=len(CAUSES))[1:-1]
    people = it.company.settings.customers * it.company.cities.weight
    expected = (it.plan.media.visits * people).sum(axis=(1, 2))
    assert (cause > 0.9 * expected).all()
    assert (cause < 1.5 * expected).all()


def test_paid_media_bring_orders_as_they_bring_visits():
    it = made()
    shop = it.orders.is_shop
    cause = it.orders.cause[shop]
    own, brought = (cause < MEDIA).sum(), np.bincount(cause[cause >= MEDIA] - MEDIA, minlength=5)
    weight = it.company.cities.weight / it.company.cities.weight.sum()
    lift = (it.plan.media.order_lift.mean(axis=1) * weight).sum(axis=1)
    # Poisson counts, and the season of orders is not that of spend.
    assert brought.sum() == pytest.approx(own * lift.sum(), rel=0.2)
    np.testing.assert_allclose(brought / brought.sum(), lift / lift.sum(), atol=0.06)


def test_an_order_that_a_channel_brought_follows_a_visit_through_it():
    it = made()
    web = it.digital.events["web"]
    first = np.unique(web["_session"], return_index=True)[1]
    visits_of = np.bincount(web["_cause"][first], minlength=len(CAUSES))[1:-1]
    cause = it.orders.cause[(it.orders.channel == WEB) & it.orders.is_shop]
    assert (visits_of >= np.bincount(cause[cause >= MEDIA] - MEDIA, minlength=5)).all()


def test_weekly_truth_adds_up():
    it = made()
    truth = marketing.contributions(it.company, it.plan)
    people = it.company.settings.customers * it.company.cities.weight
    assert truth["expected_extra_visits"].sum() == pytest.approx(
        (it.plan.media.visits * people).sum()
    )
    assert truth["spend_amount"].sum() == pytest.approx(it.plan.media.spend.sum(), abs=1)


def test_the_geo_test_lifts_treated_cities_only():
    it = made()
    plan = Media.of(it.company)
    treated = it.company.cities.geo_arm == 1
    assert (plan.geo_visits[:, ~treated] == 0).all()
    assert plan.geo_visits[: plan.geo_test[0]].sum() == pytest.approx(0)
    assert plan.geo_visits[plan.geo_test[0] : plan.geo_test[1], treated].min() > 0
    assert media.GEO_TEST_FACTOR > 1


def test_messages_go_to_those_who_agreed_and_are_not_held_out():
    it = made()
    people = it.people
    member = it.messages["marketing", "messages"]["loyalty_member_id"].codes
    assert people.consent_advertising[member].all()
    assert not experiments.held_out(it.company, people)[member].any()
    events = it.messages["marketing", "message_events"]
    names = texts(events["source_event"])
    opened = (names == "open").sum() / (names == "delivered").sum()
    assert 0.2 < opened < 0.5
    ids = np.array(events["message_id"].to_pylist())
    assert set(ids[names == "click"]) <= set(ids[names == "open"])
    assert len(it.clicks.at) > 0.9 * (names == "click").sum() * 0.5


def test_nobody_gets_mail_after_unsubscribing():
    it = made()
    sent, events = it.messages["marketing", "messages"], it.messages["marketing", "message_events"]
    names = texts(events["source_event"])
    ids = sent["message_id"].to_pylist()
    left = set(np.array(events["message_id"].to_pylist())[names == "unsubscribe"])
    by_mail = sent["channel"] == "email"
    when: dict[int, np.datetime64] = {}
    member = sent["loyalty_member_id"].codes
    for row in np.flatnonzero([one in left for one in ids]):
        when[int(member[row])] = sent["sent_at"][row]
    assert when
    for row in np.flatnonzero(by_mail & np.isin(member, list(when))):
        assert sent["sent_at"][row] <= when[int(member[row])]


def test_real_effects_are_above_what_can_be_detected():
    it = made()
    effects = [
        *friction.effects(it.company),
        *marketing.effects(it.company, it.plan),
        *experiments.effects(it.company, it.plan.media),
    ]
    assert len({effect.name for effect in effects}) == len(effects)
    for effect in effects:
        if effect.is_real:
            assert abs(effect.size) > effect.mde, effect.name


def test_footfall_is_no_less_than_the_tickets():
    it = made()
    footfall = context.Footfall(it.company)
    footfall.add(it.orders)
    table = footfall.table()
    tills = (it.orders.channel == 0).sum()
    assert footfall.tickets.sum() == tills
    assert table["visitor_count"].sum() > 1.2 * tills
    key = table["store_id"].codes.astype(np.int64) * 10**12 + (
        table["counted_at"].astype("datetime64[h]").astype(np.int64)
    )
    assert len(np.unique(key)) == len(key)


def test_surroundings_have_one_row_for_each_key():
    it = made(400)
    tables = context.make(it.company)
    cities, days = it.company.weather.rain.shape
    assert len(tables["context", "weather"]["city"]) == cities * days
    assert (tables["context", "inventory"]["on_hand_quantity"] >= 0).all()
    shifts = tables["context", "staff_shifts"]
    assert (shifts["ends_at"] > shifts["starts_at"]).all()
    assert len(tables["context", "holidays"]["holiday_date"]) > 10
