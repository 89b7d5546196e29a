"""People whose leaving was planted: their segment says so, for the right reason."""

import pandas as pd
from truth_checks import Truth

# Customers that are one person each, who left and were not seen again, with what the truth knows of
# their last order before the move, and the days that the reason tells.
LEAVERS = """
    with pairs as (
        select distinct identifiers.person_id, identified.customer_id
        from truth.identifiers as identifiers
        inner join warehouse.intermediate.int_customers_identified as identified
            using (identifier_type, identifier_value)
        where not identifiers.is_shared
    ),

    persons as (
        select min(person_id) as person_id, customer_id
        from pairs
        where person_id in (select person_id from pairs group by 1 having count(*) = 1)
        group by 2
        having count(*) = 1
    ),

    orders as (
        select persons.customer_id, cast(orders.ordered_at as date) as order_date
        from truth.orders as orders
        inner join persons using (person_id)
    ),

    moves as (
        select
            *,
            row_number() over (partition by customer_id order by valid_from_date desc) as recency
        from warehouse.segments.fct_segment_memberships
        where segment_type = 'lifecycle'
    )

    select
        moves.segment,
        moves.is_current,
        moves.entry_reason,
        try_cast(regexp_extract(moves.entry_reason, '^no order for ([0-9]+) day', 1) as integer),
        date_diff('day', max(orders.order_date), moves.valid_from_date),
        count(orders.order_date)
    from moves
    inner join persons using (customer_id)
    inner join truth.people as people using (person_id)
    inner join orders
        on persons.customer_id = orders.customer_id
        and orders.order_date <= moves.valid_from_date
    where moves.recency = 1 and people.left_date < date '2026-03-01'
    group by moves.segment, moves.is_current, moves.entry_reason, moves.valid_from_date,
        moves.customer_id
    order by all
"""
COLUMNS = ["segment", "is_current", "reason", "told", "days", "order_count"]


def test_who_left_is_lapsed_or_lost_and_the_reason_counts_the_days(typed_truth: Truth) -> None:
    leavers = pd.DataFrame(typed_truth.rows(LEAVERS), columns=COLUMNS)
    assert len(leavers) >= 200
    regulars = leavers[leavers["order_count"] >= 5]
    assert regulars["segment"].isin(["lapsed", "lost"]).mean() >= 0.95
    moved = leavers[leavers["segment"].isin(["lapsed", "lost"])]
    assert moved["told"].notna().mean() >= 0.99
    told = moved[moved["told"].notna()]
    assert (told["told"] == told["days"]).mean() >= 0.99
    # The rhythm it is measured by stands beside it.
    assert moved["reason"].str.contains("usual gap").mean() >= 0.99
