-- Grain: customer x dimension x value on the as-of date. Counts add up within a
-- dimension and customer. Lifts are shrunk: so many occasions that follow everyone's
-- shares are added to each customer's own, or one order would make a preference.
with counts as (
    select * from {{ ref('int_affinity_counts') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- What fewer customers than may be shown bought or looked at tells who they are.
offered as (
    select
        dimension_name,
        dimension_value,
        sum(bought_count) as bought_count,
        sum(browsed_count) as browsed_count
    from counts
    group by 1, 2
    having count(*) >= {{ var('min_group_size') }}
),

populations as (
    select
        dimension_name,
        dimension_value,
        bought_count
        / nullif(sum(bought_count) over (partition by dimension_name), 0)
            as bought_share,
        browsed_count
        / nullif(sum(browsed_count) over (partition by dimension_name), 0)
            as browsed_share
    from offered
),

customers as (
    select
        counts.customer_id,
        counts.dimension_name,
        sum(counts.bought_count) as bought_total,
        sum(counts.browsed_count) as browsed_total
    from counts
    inner join offered
        on counts.dimension_name = offered.dimension_name
            and counts.dimension_value = offered.dimension_value
    group by 1, 2
    having sum(counts.bought_count) + sum(counts.browsed_count)
        >= {{ var('affinity_minimum_count') }}
),

measured as (
    select
        counts.customer_id,
        counts.dimension_name,
        counts.dimension_value,
        counts.bought_count,
        customers.bought_total,
        populations.bought_share as usual_bought_share,
        counts.browsed_count,
        customers.browsed_total,
        populations.browsed_share as usual_browsed_share,
        (
            counts.bought_count
            + {{ var('affinity_prior_count') }} * populations.bought_share
        )
        / nullif(customers.bought_total + {{ var('affinity_prior_count') }}, 0)
        / nullif(populations.bought_share, 0) as bought_lift,
        (
            counts.browsed_count
            + {{ var('affinity_prior_count') }} * populations.browsed_share
        )
        / nullif(customers.browsed_total + {{ var('affinity_prior_count') }}, 0)
        / nullif(populations.browsed_share, 0) as browsed_lift
    from counts
    inner join populations
        on counts.dimension_name = populations.dimension_name
            and counts.dimension_value = populations.dimension_value
    inner join customers
        on counts.customer_id = customers.customer_id
            and counts.dimension_name = customers.dimension_name
),

final as (
    select
        measured.customer_id,
        measured.dimension_name,
        measured.dimension_value,
        cast(measured.bought_count as integer) as bought_count,
        cast(measured.bought_total as integer) as bought_total,
        cast(measured.usual_bought_share as double) as usual_bought_share,
        cast(measured.bought_lift as double) as bought_lift,
        cast(measured.browsed_count as integer) as browsed_count,
        cast(measured.browsed_total as integer) as browsed_total,
        cast(measured.usual_browsed_share as double) as usual_browsed_share,
        cast(measured.browsed_lift as double) as browsed_lift,
        cast(measured.browsed_lift / nullif(measured.bought_lift, 0) as double)
            as unmet_demand,
        measured.bought_count >= {{ var('affinity_minimum_count') }}
        and measured.bought_lift >= {{ var('affinity_lift') }} as is_affinity,
        as_of.as_of_date
    from measured
    cross join as_of
)

select * from final
