"""What the core lands adds up to its truth, and the planted effects are in it."""

import math

from demo_helpers import Query

DAY = "(date '2024-10-01' + {day})"
LOCAL = "(({column} at time zone 'UTC') at time zone 'Europe/Berlin')"
TICKETS = f"""
select receipts.*, {LOCAL.format(column="sold_at")} as sold_local, stores.city
from pos.receipts as receipts
inner join pos.stores as stores on receipts.store_id = stores.store_id
where stores.store_format = 'cafe'
"""
QUICK_BITE = DAY.format(day=int(730 * 0.55))


def size(query: Query, name: str) -> tuple[float, float]:
    """Return size and minimum detectable effect of a planted effect."""
    ((found, mde),) = query(f"select size, mde from truth.effects where name = '{name}'")
    return float(found), float(mde)  # type: ignore[arg-type]


def number(query: Query, sql: str) -> float:
    return float(query(sql)[0][0])  # type: ignore[arg-type]


def test_orders_are_worth_their_lines(query: Query) -> None:
    for orders, lines, key, amount in (
        ("pos.receipts", "pos.receipt_lines", "receipt_id", "receipt_amount"),
        ("shop.orders", "shop.order_lines", "order_id", "order_amount"),
    ):
        wrong = f"""
            select {key} from {orders}
            full join (select {key}, sum(net_amount) as net, count(*) as n, max(line_number) as last
                       from {lines} group by all) using ({key})
            where net is distinct from {amount} or n is distinct from last
        """
        assert query(wrong) == []


def test_lines_add_up_and_cost_what_the_price_history_says(query: Query) -> None:
    lines = f"""
        select product_id, quantity, net_amount, discount_amount, cost_amount,
            gross_amount as gross, cast({LOCAL.format(column="sold_at")} as date) as sold_date
        from pos.receipt_lines inner join pos.receipts using (receipt_id)
        union all
        select product_id, quantity, net_amount, discount_amount, null,
            cast(unit_price_amount * quantity as decimal(18, 2)),
            cast({LOCAL.format(column="ordered_at")} as date)
        from shop.order_lines inner join shop.orders using (order_id)
    """
    wrong = f"""
        select count(*) from ({lines}) as lines
        left join shop.price_history as prices on lines.product_id = prices.product_id
            and sold_date between valid_from_date and coalesce(valid_to_date, date '9999-01-01')
        where gross - discount_amount != net_amount
            or gross is distinct from cast(list_price_amount * quantity as decimal(18, 2))
            or cost_amount != cast(unit_cost_amount * quantity as decimal(18, 2))
    """
    assert query(wrong) == [(0,)]


def test_truth_knows_every_order_to_the_cent(query: Query) -> None:
    landed = """
        select receipt_id as order_id, receipt_amount as net, sold_at as at from pos.receipts
        union all select order_id, order_amount, ordered_at from shop.orders
    """
    refunds = """
        select receipt_id as order_id, refund_amount from pos.refunds
        union all select order_id, refund_amount from shop.refunds
    """
    wrong = f"""
        with landed as ({landed}), refunds as (
            select order_id, sum(refund_amount) as refund from ({refunds}) group by all
        )
        select count(*) from landed
        full join truth.orders as truth on landed.order_id = truth.order_id
        left join refunds on truth.order_id = refunds.order_id
        where landed.net is distinct from cast(truth.net as decimal(18, 2))
            or landed.at is distinct from truth.ordered_at
            or coalesce(refunds.refund, 0) != cast(truth.refund as decimal(18, 2))
            or cast(truth.gross - truth.discount - truth.net as decimal(18, 2)) != 0
            or cast(truth.net - truth.refund - truth.cost - truth.margin as decimal(18, 2)) != 0
    """
    assert query(wrong) == [(0,)]
    assert number(query, "select min(net) from truth.orders") > 0


def test_refunds_follow_their_lines(query: Query) -> None:
    wrong = """
        select count(*) from shop.refunds as refunds
        left join shop.order_lines as lines using (order_id, line_number)
        left join shop.orders as orders using (order_id)
        where lines.order_id is null or refunds.refund_amount > lines.net_amount
            or refunds.quantity > lines.quantity or refunds.refunded_at < orders.ordered_at
    """
    assert query(wrong) == [(0,)]


def test_nothing_is_sold_that_is_not_in_stock(query: Query) -> None:
    sold = f"""
        select store_id, product_id, cast({LOCAL.format(column="sold_at")} as date) as day
        from pos.receipt_lines inner join pos.receipts using (receipt_id)
        union all
        select store_id, product_id, cast({LOCAL.format(column="ordered_at")} as date)
        from shop.order_lines inner join shop.orders using (order_id)
    """
    impossible = f"""
        select count(*) from ({sold}) as sold
        inner join context.inventory as tonight on sold.store_id = tonight.location_id
            and sold.product_id = tonight.product_id and sold.day = tonight.inventory_date
        inner join context.inventory as before on sold.store_id = before.location_id
            and sold.product_id = before.product_id and sold.day - 1 = before.inventory_date
        where tonight.on_hand_quantity = 0 and before.on_hand_quantity = 0
    """
    assert query(impossible) == [(0,)]


def test_points_come_to_their_tier(query: Query) -> None:
    balance = """
        select min(sum(points)) over (), max(points) filter (where kind = 'redeem')
        from pos.loyalty_transactions group by loyalty_member_id, kind, points
    """
    assert query(balance)
    negative = """
        select count(*) from (
            select people.person_id, sum(points) as points
            from pos.loyalty_transactions
            inner join truth.identifiers as people on identifier_value = loyalty_member_id
            group by all
        ) where points < 0
    """
    assert query(negative) == [(0,)]


def test_ids_have_one_owner_unless_shared(query: Query) -> None:
    owners = """
        select identifier_type, identifier_value from truth.identifiers
        where not is_shared and identifier_type not in ('contact_id')
        group by all having count(distinct person_id) > 1
    """
    assert query(owners) == []
    shared = "select count(*) from truth.identifiers where is_shared and identifier_type = 'email'"
    assert number(query, shared) > 100
    tablets = "select count(*) from truth.identifiers where is_shared and person_id is null"
    assert number(query, tablets) == 78


def test_landed_ids_are_known_to_the_truth(query: Query) -> None:
    for table, column in (
        ("pos.loyalty_members", "loyalty_member_id"),
        ("pos.receipts", "loyalty_member_id"),
        ("shop.customers", "shop_customer_id"),
        ("shop.orders", "shop_customer_id"),
        ("shop.orders", "anonymous_id"),
    ):
        unknown = f"""
            select count(*) from {table} as landed
            left join truth.identifiers as ids on landed.{column} = ids.identifier_value
            where landed.{column} is not null and ids.person_id is null
        """
        assert query(unknown) == [(0,)], (table, column)


def test_addresses_are_nobodys(query: Query) -> None:
    for table, column in (("pos.loyalty_members", "email"), ("shop.orders", "email")):
        real = rf"""
            select count(*) from {table}
            where not regexp_matches(lower(trim({column})), '@([a-z]+\.)?example\.(com|org|net)$')
        """
        assert query(real) == [(0,)]


def test_records_are_messy_but_tell_the_person(query: Query) -> None:
    raw = "select count(distinct email) - count(distinct lower(trim(email))) from shop.orders"
    assert number(query, raw) > 100
    hopeless = "select count(*) from pos.loyalty_members where email is null and phone is null"
    assert query(hopeless) == [(0,)]
    names = """
        select avg((landed.last_name != people.last_name)::int) from pos.loyalty_members as landed
        inner join truth.people as people using (loyalty_member_id)
    """
    assert 0.03 < number(query, names) < 0.35


def test_consents_follow_the_truth(query: Query) -> None:
    wrong = """
        with last as (
            select person_id, purpose, arg_max(action, recorded_at) as action
            from privacy.consents
            inner join truth.identifiers as ids using (identifier_type, identifier_value)
            where not ids.is_shared
            group by all
        )
        select count(*) from last inner join truth.consents as truth using (person_id, purpose)
        where (action = 'granted') != (granted_at is not null and withdrawn_at is null)
    """
    assert query(wrong) == [(0,)]
    assert number(query, "select count(*) from truth.erasures") >= 3


def test_real_effects_are_above_what_can_be_detected(query: Query) -> None:
    hidden = "select name, size, mde from truth.effects where is_real and abs(size) <= mde"
    assert query(hidden) == []
    assert number(query, "select count(*) from truth.effects where mde is null or n is null") == 0


def test_quick_bite_lifts_the_lunch_hours(query: Query) -> None:
    counts = query(f"""
        select sold_local >= {QUICK_BITE}, hour(sold_local) between 11 and 12, count(*)
        from ({TICKETS}) group by all order by all
    """)
    other_before, lunch_before, other_after, lunch_after = (int(row[2]) for row in counts)  # type: ignore[call-overload]
    ratio = (lunch_after / other_after) / (lunch_before / other_before) - 1
    planted, mde = size(query, "quick_bite_tickets")
    assert abs(ratio - planted) < mde
    within = f"""
        select count(*) from pos.offer_events inner join pos.offers using (offer_id)
        where kind = 'taken' and start_hour is not null
            and hour({LOCAL.format(column="occurred_at")}) not between start_hour and end_hour - 1
    """
    assert query(within) == [(0,)]


def test_bonus_brings_orders(query: Query) -> None:
    first = int(730 * 0.38)
    means = query(f"""
        with orders as (
            select loyalty_member_id, count(*) as n from ({TICKETS})
            where sold_local >= {DAY.format(day=first)}
                and sold_local < {DAY.format(day=first + 56)}
            group by all
        )
        select avg(coalesce(n, 0))
        from truth.people as people left join orders using (loyalty_member_id)
        where in_cafe and joined_date <= {DAY.format(day=first)}
            and left_date > {DAY.format(day=first + 55)}
        group by bonus_treated order by bonus_treated
    """)
    plain, offered = (float(row[0]) for row in means)  # type: ignore[arg-type]
    planted, mde = size(query, "loyalty_bonus_orders")
    assert abs(offered / plain - 1 - planted) < 1.2 * mde


def test_rain_sells_rainwear_where_it_is_in_stock(query: Query) -> None:
    shares = query(f"""
        with stocked as (
            select location_id, inventory_date, bool_and(on_hand_quantity > 0) as is_stocked
            from context.inventory
            inner join shop.products using (product_id) where weather_fit = 'rain' group by all
        )
        select rain_millimetres >= 1 as is_rainy, avg((weather_fit = 'rain')::int)
        from pos.receipt_lines
        inner join pos.receipts using (receipt_id)
        inner join shop.products using (product_id)
        inner join pos.stores using (store_id)
        inner join context.weather as weather on stores.city = weather.city
            and cast({LOCAL.format(column="sold_at")} as date) = weather_date
        inner join stocked on store_id = location_id and weather_date = inventory_date
        where is_stocked group by all order by all
    """)
    dry, rainy = (float(row[1]) for row in shares)  # type: ignore[arg-type]
    planted, mde = size(query, "rain_sells_rainwear")
    assert rainy / dry - 1 > mde
    assert abs(math.log(rainy / dry) - math.log1p(planted)) < 2 * math.log1p(mde)


def test_price_change_costs_cappuccinos(query: Query) -> None:
    change = DAY.format(day=int(730 * 0.70))
    shares = query(f"""
        select sold_local >= {change}, avg((product_name = 'Cappuccino')::int)
        from ({TICKETS}) inner join pos.receipt_lines using (receipt_id)
        inner join pos.products using (product_id)
        where category != 'Quick Bite' group by all order by all
    """)
    before, after = (float(row[1]) for row in shares)  # type: ignore[arg-type]
    planted, mde = size(query, "cappuccino_price_elasticity")
    assert abs(math.log(after / before) / math.log(1.10) - planted) < 1.5 * mde


def test_late_parcels_come_back(query: Query) -> None:
    shares = query("""
        select carrier, avg((delivered_at::date > promised_to_date)::int) from shop.shipments
        where delivered_at is not null group by all order by all
    """)
    planted, mde = size(query, "carrier_lateness")
    late = {str(row[0]): float(row[1]) for row in shares}  # type: ignore[arg-type]
    assert abs(late["Nordkurier"] - late["Paketblitz"] - planted) < mde


def test_visits_drop_before_the_good_ones_leave(query: Query) -> None:
    counts = query("""
        select ordered_at < visit_drop_date, count(*) from truth.orders
        inner join truth.people using (person_id)
        where visit_drop_date is not null and ordered_at >= visit_drop_date - 35
        group by all order by all
    """)
    last, before = (int(row[1]) for row in counts)  # type: ignore[call-overload]
    planted, mde = size(query, "drop_before_lapse")
    assert abs(last / before - 1 - planted) < mde


def test_referred_people_are_worth_more(query: Query) -> None:
    worth = query("""
        select referrer_id is not null, avg(coalesce(cafe_rate, 0)) from truth.people
        where joined_date > '2024-10-01' and in_cafe group by all order by all
    """)
    alone, referred = (float(row[1]) for row in worth)  # type: ignore[arg-type]
    assert referred > 1.1 * alone
    codes = """
        select count(*) from crm.referrals left join shop.customers using (referral_code)
        where shop_customer_id is null
    """
    assert query(codes) == [(0,)]
