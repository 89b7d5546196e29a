-- Grain: move of a customer (line of business, or all, and snapshot) x feature: how
-- much the feature's change brought the customer nearer to the clustomer entered than
-- to the one left. Contributions of a move add up to what decided it, for the
-- difference of two squared distances is linear in the change.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
),

trait_values as (
    select * from {{ ref('int_trait_values') }}
),

parameters as (
    select * from {{ ref('fct_clustomer_parameters') }}
),

snapshots as (
    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date asc nulls last)
            as earlier_date
    from {{ ref('int_snapshot_dates') }}
),

moves as (
    select
        members.business_line,
        members.customer_id,
        members.previous_clustomer_id,
        members.clustomer_id,
        members.cluster_version,
        snapshots.earlier_date,
        members.snapshot_date
    from members
    inner join snapshots on members.snapshot_date = snapshots.snapshot_date
    where members.has_moved
),

-- Looked up once, for both ends of a move.
sought as (
    select
        business_line,
        customer_id,
        snapshot_date
    from moves
    union
    select
        business_line,
        customer_id,
        earlier_date as snapshot_date
    from moves
),

found as (
    select trait_values.*
    from trait_values
    inner join sought
        on trait_values.business_line = sought.business_line
            and trait_values.customer_id = sought.customer_id
            and trait_values.snapshot_date = sought.snapshot_date
),

compared as (
    select
        moves.business_line,
        moves.customer_id,
        moves.snapshot_date,
        entered.feature,
        2 * (entered.center_value - departed.center_value) as direction,
        {{ in_cluster_units('present.feature_value', 'entered') }} as present_position,
        {{ in_cluster_units('earlier.feature_value', 'entered') }} as earlier_position,
        present.trait_sum / nullif(present.exposure, 0) as present_value,
        earlier.trait_sum / nullif(earlier.exposure, 0) as earlier_value
    from moves
    inner join parameters as entered
        on moves.clustomer_id = entered.clustomer_id
            and moves.cluster_version = entered.cluster_version
    inner join parameters as departed
        on moves.previous_clustomer_id = departed.clustomer_id
            and moves.cluster_version = departed.cluster_version
            and entered.feature = departed.feature
    left join found as earlier
        on moves.business_line = earlier.business_line
            and moves.customer_id = earlier.customer_id
            and moves.earlier_date = earlier.snapshot_date
            and entered.feature = earlier.feature
    left join found as present
        on moves.business_line = present.business_line
            and moves.customer_id = present.customer_id
            and moves.snapshot_date = present.snapshot_date
            and entered.feature = present.feature
),

final as (
    select
        customer_id,
        business_line,
        feature,
        cast(present_value as double) as present_value,
        cast(earlier_value as double) as earlier_value,
        cast(direction * (present_position - earlier_position) as double)
            as contribution,
        snapshot_date
    from compared
)

select * from final
