import numpy as np
import pytest
from digital_company import by_rule, made, reached, texts

from clustomers.demo import experiments, friction, journeys, landing, site, visits
from clustomers.demo.browsing import is_mobile
from clustomers.demo.columns import milliseconds, row_count, take
from clustomers.demo.people import People
from clustomers.demo.purchases import APP, WEB
from clustomers.demo.sessions import true_sessions
from clustomers.demo.timing import IDLE, apart

WEB_NAMES = {
    "page_view", "session_start", "scroll", "view_item_list", "view_item", "add_to_cart",
    "remove_from_cart", "view_cart", "begin_checkout", "add_shipping_info", "add_payment_info",
    "purchase", "search", "generate_lead", "form_start", "sign_up", "login", "file_download",
    "video_start", "select_promotion", "view_promotion", "store_locator_view", "quote_request",
    "appointment_request", "click_to_call", "exception", "chat_start",
}  # fmt: skip


def first_events(events):
    return np.unique(events["_session"], return_index=True)[1]


def test_same_settings_give_the_same_events():
    it = made(400)
    again = visits.digital(
        it.plan, it.people, it.orders, it.company.settings.rng(0, "visits"), it.clicks
    )
    for collector, events in it.digital.events.items():
        for name in ("occurred_at", "received_at", "value_amount", "_person"):
            np.testing.assert_array_equal(events[name], again.events[collector][name])
        assert events["source_event"].codes.tolist() == (
            again.events[collector]["source_event"].codes.tolist()
        )


def test_about_eighty_events_a_person():
    total = sum(row_count(events) for events in made().digital.events.values())
    assert 65 * 5_000 < total < 95 * 5_000


def test_event_names_are_those_agreed():
    assert set(journeys.web().events) == WEB_NAMES
    assert {"Order Completed", "Loyalty Card Shown", "Customer Identified"} <= set(
        journeys.app().events
    )


@pytest.mark.parametrize(
    ("collector", "name", "channel"),
    [("web", "purchase", WEB), ("app", "Order Completed", APP)],
)
def test_every_order_ends_a_visit_and_has_a_copy_on_the_server(collector, name, channel):
    it = made()
    events = it.digital.events[collector]
    rows = np.flatnonzero(texts(events["source_event"]) == name)
    ordered = np.sort(it.orders.order_id[it.orders.channel == channel])
    assert np.sort(texts(events["order_id"])[rows]).tolist() == ordered.tolist()
    # The purchase is the last event of its visit.
    last = np.append(np.diff(events["_session"]) != 0, True)
    assert last[rows].all()
    server = it.digital.events["server"]
    created = texts(server["source_event"]) == "order.created"
    copies = dict(
        zip(
            texts(server["order_id"])[created],
            texts(server["deduplication_id"])[created],
            strict=True,
        )
    )
    assert set(ordered) <= set(copies)
    if collector == "web":
        shared = texts(events["deduplication_id"])[rows]
        assert [copies[one] for one in texts(events["order_id"])[rows]] == shared.tolist()


def test_an_order_comes_from_the_browser_that_the_shop_recorded():
    it = made()
    web = it.digital.events["web"]
    rows = np.flatnonzero(texts(web["source_event"]) == "purchase")
    known = dict(zip(it.orders.order_id, it.orders.anonymous_id, strict=True))
    orders = texts(web["order_id"])[rows]
    assert texts(web["anonymous_id"])[rows].tolist() == [known[order] for order in orders]


def test_visits_are_the_sessions_of_the_rule():
    it = made()
    for collector in ("web", "app"):
        events = it.digital.events[collector]
        who, at = by_rule(events)
        true = milliseconds(events["occurred_at"])
        found = true_sessions(collector, events, true, np.arange(len(true)))
        assert len(found["started_at"]) == len(who)
        np.testing.assert_array_equal(np.sort(milliseconds(found["started_at"])), np.sort(at))
        assert found["event_count"].sum() == (events["_visitor"] >= 0).sum()
    # Only what could not be moved, because of an order, may run together.
    web = it.digital.events["web"]
    assert len(np.unique(web["_session"])) - len(by_rule(web)[0]) <= 5


def test_some_gaps_are_exactly_half_an_hour():
    web = made().digital.events["web"]
    same = np.diff(web["_session"]) == 0
    gaps = np.diff(milliseconds(web["occurred_at"]))[same]
    assert (gaps == IDLE).sum() > 20
    assert gaps.max() == IDLE


def test_visits_apart_keeps_what_is_fixed():
    minute = 60_000
    visitor = np.array([1, 1, 1, 2])
    start = np.array([0, 40, 65, 0]) * minute
    end = np.array([10, 50, 70, 5]) * minute
    # Half an hour after an end is too close, and the order stays.
    kept = apart(visitor, start, end, np.array([False, False, True, False]))
    assert kept.tolist() == [True, False, True, True] or kept.tolist() == [False, False, True, True]
    assert apart(visitor, start + np.array([0, 1, 20, 0]), end, np.zeros(4, bool))[0]


def test_times_are_inside_the_period_and_sent_after_they_happen():
    it = made()
    for events in it.digital.events.values():
        assert events["received_at"].max() < it.company.calendar.end
        assert (events["received_at"] >= events["occurred_at"]).all()


def test_a_tablet_is_many_people_and_no_session():
    it = made()
    app = it.digital.events["app"]
    tablet = texts(app["app_name"]) == "counter"
    device = texts(app["device_id"])[tablet]
    assert set(device) <= set(it.company.tablets.device_id)
    people_by_device = {
        one: len(set(app["_person"][tablet][device == one])) for one in list(set(device))[:5]
    }
    assert min(people_by_device.values()) > 1
    assert (app["_visitor"][tablet] == -1).all()


def test_channels_follow_from_the_marks_by_ga4s_rules():
    web = made().digital.events["web"]
    start = take(web, first_events(web))
    marks = zip(
        texts(start["utm_source"]), texts(start["utm_medium"]), texts(start["utm_campaign"]),
        texts(start["referrer_url"]), strict=True,
    )  # fmt: skip
    told = np.array([ga4(*row) for row in marks])
    true = np.array(landing.CHANNELS)[start["_channel"]]
    assert (told == true).all(), set(zip(told[told != true], true[told != true], strict=True))


def ga4(source, medium, campaign, referrer):
    """GA4's default channel group, as far as the demo's sources need it."""
    search = ("google", "bing", "duckduckgo", "ecosia")
    social = ("facebook", "instagram", "tiktok", "pinterest")
    host = referrer.split("/")[2] if referrer else ""
    if not source and host:
        if host.startswith("shopping."):
            return "organic_shopping"
        for names, channel in ((search, "organic_search"), (social, "organic_social")):
            if any(name in host for name in names):
                return channel
        return "organic_video" if "youtube" in host else "referral"
    if not source:
        return "direct"
    paid = medium in ("ppc", "retargeting") or medium.startswith("paid") or "cp" in medium
    if "cross-network" in campaign:
        return "cross_network"
    if paid and "shopping" in campaign:
        return "paid_shopping"
    for names, kind in ((search, "search"), (social, "social"), (("youtube",), "video")):
        if source in names and paid:
            return f"paid_{kind}"
    if medium in ("display", "banner", "expandable", "interstitial", "cpm"):
        return "display"
    if source in social or medium == "social":
        return "organic_social"
    if medium in ("email", "e-mail"):
        return "email"
    named = {"affiliate": "affiliates", "affiliates": "affiliates"}
    return named.get(medium, medium)


def test_visits_of_a_good_customer_drop_before_leaving():
    it = made()
    drop, left = it.people.visit_drop_day, it.people.left_day
    leavers = np.flatnonzero(drop < it.company.settings.days)
    web = it.digital.events["web"]
    start = first_events(web)
    person = web["_person"][start]
    day = (web["occurred_at"][start] - np.datetime64(it.company.settings.start)).astype("m8[D]")
    day = day.astype(np.int64)
    width = (left - drop)[person]
    before = np.isin(person, leavers) & (day >= drop[person] - width) & (day < drop[person])
    after = np.isin(person, leavers) & (day >= drop[person]) & (day < left[person])
    assert after.sum() < 0.8 * before.sum()


def test_friction_loses_what_is_planted():
    it = made()
    web, mended = it.digital.events["web"], it.plan.mended
    first = first_events(web)
    day = (web["occurred_at"][first] - np.datetime64(it.company.settings.start)).astype("m8[D]")
    day = day.astype(np.int64)
    mobile = is_mobile(it.people, web["_visitor"][first])
    begun, shipped, paid = (
        reached(web, name) for name in ("begin_checkout", "add_shipping_info", "add_payment_info")
    )
    lost = shipped[begun & (day >= mended.shipping_day)].mean() - (
        shipped[begun & (day < mended.shipping_day)].mean()
    )
    assert lost == pytest.approx(friction.SHIPPING_WINDOW_LOSS, abs=0.03)
    late = day >= mended.payment_day
    slow = paid[shipped & late & ~mobile].mean() - paid[shipped & late & mobile].mean()
    assert slow == pytest.approx(friction.SLOW_MOBILE_LOSS, abs=0.045)
    missing = paid[shipped & late & ~mobile].mean() - paid[shipped & ~late & ~mobile].mean()
    assert missing == pytest.approx(friction.PAYMENT_METHOD_LOSS, abs=0.045)


def test_replays_hurt_where_the_checkout_is_slow():
    rows = made().digital.tables[0][2]
    url = texts(rows["page_url"])
    mobile = texts(rows["device_type"]) == "mobile"
    payment = url == "https://shop.example.com/checkout/payment"
    assert rows["rage_click_count"][payment & mobile].mean() > (
        3 * rows["rage_click_count"][~payment].mean()
    )
    assert (rows["ended_at"] > rows["started_at"]).all()


def test_page_attributes_say_what_was_mended_and_do_not_overlap():
    it = made(400)
    table = site.tables(it.company)["web", "page_attributes"]
    payment = table["page_url"] == "https://shop.example.com/checkout/payment"
    methods = table["payment_methods"][payment]
    assert [friction.ADDED_PAYMENT_METHOD in text for text in methods] == [False, True]
    assert table["valid_to_date"][payment][0] + 1 == table["valid_from_date"][payment][1]
    weak = np.isin(
        table["page_url"], [f"https://shop.example.com/c/{name}" for name in friction.WITHOUT_PROOF]
    )
    assert not table["has_ratings"][weak].any()


def test_tests_of_the_shop_have_their_effects():
    it = made()
    by_test = {rows["experiment_id"]: rows for _, _, rows in it.digital.tables[1:]}
    search = by_test["EXP-001"]
    treated = search["variant"].codes == 1
    found = _searchers(it, search)
    lift = found[treated].mean() - found[~treated].mean()
    assert lift == pytest.approx(experiments.SEARCH_BROWSERS_LIFT, abs=0.06)
    assert abs((by_test["EXP-002"]["variant"].codes == 1).mean() - 0.5) < 0.05
    assert (by_test["EXP-003"]["variant"].codes == 1).mean() < 0.45
    for rows in by_test.values():
        assert len(set(rows["unit_id"].tolist())) == len(rows["unit_id"])


def _searchers(it, rows):
    web = it.digital.events["web"]
    first, end = experiments.SEARCH_BAR.days(it.company)
    day = (web["occurred_at"] - np.datetime64(it.company.settings.start)).astype("m8[D]")
    day = day.astype(np.int64)
    hit = (texts(web["source_event"]) == "search") & (day >= first) & (day < end)
    return np.isin(rows["unit_id"], np.unique(texts(web["anonymous_id"])[hit]))


def test_people_without_a_browser_have_no_visits():
    it = made(400)
    web = it.digital.events["web"]
    assert isinstance(it.people, People)
    assert (texts(web["anonymous_id"]) != "").all()
