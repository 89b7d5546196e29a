-- Grain: journey x step x factor x value: how many made the step under it, and how many
-- under all other values of the factor, with 95 % intervals (Wilson; Newcombe's of the
-- difference).
with counted as (
    select * from {{ ref('int_friction_counts') }}
),

compared as (
    select
        *,
        cast(
            sum(faced_count) over (partition by journey_id, step_order, factor)
            - faced_count as bigint
        ) as reference_count,
        cast(
            sum(made_count) over (partition by journey_id, step_order, factor)
            - made_count as bigint
        ) as reference_made_count,
        cast(
            sum(converted_count) over (partition by journey_id, step_order, factor)
            as double
        )
        / nullif(
            sum(made_count) over (partition by journey_id, step_order, factor), 0
        ) as conversion_chance
    from counted
),

shared as (
    select
        *,
        cast(made_count as double) / nullif(faced_count, 0) as here,
        cast(reference_made_count as double) / nullif(reference_count, 0) as elsewhere
    from compared
    where faced_count >= {{ var('friction_minimum_n') }}
        and reference_count >= {{ var('friction_minimum_n') }}
),

bounded as (
    select
        *,
        {{ wilson_low('here', 'faced_count') }} as here_low,
        {{ wilson_high('here', 'faced_count') }} as here_high,
        {{ wilson_low('elsewhere', 'reference_count') }} as elsewhere_low,
        {{ wilson_high('elsewhere', 'reference_count') }} as elsewhere_high
    from shared
),

final as (
    select
        journey_id,
        step_order,
        step_name,
        factor,
        factor_value,
        page_address,
        faced_count,
        reference_count,
        here,
        elsewhere,
        elsewhere - here as excess_drop,
        round(
            {{ newcombe_low('elsewhere', 'elsewhere_low', 'here', 'here_high') }}, 6
        ) as excess_low,
        round(
            {{ newcombe_high('elsewhere', 'elsewhere_high', 'here', 'here_low') }}, 6
        ) as excess_high,
        conversion_chance,
        first_date,
        last_date
    from bounded
)

select * from final
