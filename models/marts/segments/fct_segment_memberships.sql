-- Grain: customer x segment x time of entering. valid_to is the first snapshot date on
-- which the customer is no longer in it. Known to the month end, and of the month at
-- hand to the as-of date.
-- Predictions are there on the as-of date alone, and so memberships by them.
with judged as (
    select * from {{ ref('int_segments_judged') }}
    union all
    select
        'rule' as segment_type,
        'value_outlook' as rule_name,
        customer_id,
        value_outlook as segment,
        reason,
        snapshot_date
    from {{ ref('fct_customer_value_tiers') }}
    where value_outlook is not null
),

segments as (
    select * from {{ ref('segments') }}
),

snapshots as (
    select
        snapshot_date,
        lead(snapshot_date) over (order by snapshot_date asc nulls last)
            as next_snapshot_date
    from {{ ref('int_snapshot_dates') }}
),

compared as (
    select
        judged.*,
        snapshots.next_snapshot_date,
        lag(judged.segment) over customer_snapshots as previous_segment,
        lag(snapshots.next_snapshot_date) over customer_snapshots
            as expected_snapshot_date,
        lead(judged.snapshot_date) over customer_snapshots as following_snapshot_date
    from judged
    inner join snapshots on judged.snapshot_date = snapshots.snapshot_date
    window
        customer_snapshots as (
            partition by judged.rule_name, judged.customer_id
            order by judged.snapshot_date asc nulls last
        )
),

-- Rows at which a membership begins or ends; without consent there is no snapshot.
flagged as (
    select
        compared.*,
        not coalesce(
            {{ is_same('compared.segment', 'compared.previous_segment') }}
            and compared.expected_snapshot_date = compared.snapshot_date,
            false
        ) as is_change,
        compared.next_snapshot_date is not null
        and not coalesce(
            compared.following_snapshot_date = compared.next_snapshot_date, false
        ) as is_interrupted
    from compared
),

turns as (
    select
        flagged.*,
        lead(flagged.is_change) over customer_turns as is_next_change,
        lead(flagged.snapshot_date) over customer_turns as next_turn_date,
        lead(flagged.next_snapshot_date) over customer_turns as next_interruption_date,
        lead(flagged.reason) over customer_turns as next_reason
    from flagged
    where flagged.is_change or flagged.is_interrupted
    window
        customer_turns as (
            partition by flagged.rule_name, flagged.customer_id
            order by flagged.snapshot_date asc nulls last
        )
),

bounded as (
    select
        turns.*,
        case
            when turns.is_interrupted then turns.next_snapshot_date
            when turns.is_next_change then turns.next_turn_date
            else turns.next_interruption_date
        end as valid_to_date,
        case
            when turns.is_interrupted then 'no longer followed: without consent'
            when turns.is_next_change then turns.next_reason
            when turns.next_turn_date is not null
                then 'no longer followed: without consent'
        end as exit_reason
    from turns
    where turns.is_change and turns.segment is not null
),

final as (
    select
        bounded.customer_id,
        bounded.segment_type,
        bounded.segment,
        bounded.reason as entry_reason,
        bounded.exit_reason,
        -- A segment without a row in the seed: assert_segments_are_defined names it.
        coalesce(cast(segments.definition_version as integer), 0) as definition_version,
        bounded.valid_to_date is null as is_current,
        bounded.snapshot_date as valid_from_date,
        bounded.valid_to_date
    from bounded
    left join segments
        on bounded.segment_type = segments.segment_type
            and bounded.segment = segments.segment
)

select * from final
