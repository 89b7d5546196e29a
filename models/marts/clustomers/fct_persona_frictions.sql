-- Grain: persona x journey x step: of the attempts of its members that came to the
-- step, in the year before, the share that went on to the next, and of the others',
-- with the 95 % interval of the difference (Newcombe 1998, method 10).
with members as (
    select * from {{ ref('fct_persona_members') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

steps as (
    select * from {{ ref('fct_journey_steps') }}
    where is_window_over and customer_id != 'unknown'
),

journeys as (
    select * from {{ ref('journeys') }}
),

reached as (
    select
        members.persona_id,
        steps.customer_id,
        steps.journey_id,
        steps.step_order,
        steps.step_name,
        case when steps.is_last_step then 0 else 1 end as went_on
    from members
    inner join steps on members.customer_id = steps.customer_id
    cross join as_of
    where steps.entry_date <= as_of.as_of_date
        and {{ dbt.datediff('steps.entry_date', 'as_of.as_of_date', 'day') }} < 365
),

counted as (
    select
        persona_id,
        journey_id,
        step_order,
        step_name,
        count(distinct customer_id) as customer_count,
        count(*) as attempt_count,
        sum(went_on) as went_on_count
    from reached
    group by 1, 2, 3, 4
),

split as (
    select
        counted.*,
        max(counted.step_order)
            over (partition by counted.journey_id)
            as final_step_order,
        sum(counted.attempt_count) over step - counted.attempt_count as other_count,
        sum(counted.went_on_count) over step
        - counted.went_on_count as other_went_on_count
    from counted
    window step as (partition by journey_id, step_order)
),

shares as (
    select
        split.*,
        cast(split.went_on_count as double)
        / nullif(split.attempt_count, 0) as own_share,
        cast(split.other_went_on_count as double)
        / nullif(split.other_count, 0) as others_share
    from split
    where split.customer_count >= {{ var('min_group_size') }}
        and split.attempt_count >= {{ var('friction_minimum_n') }}
        and split.step_order < split.final_step_order
),

bounded as (
    select
        shares.*,
        {{ wilson_low('own_share', 'attempt_count') }} as own_low,
        {{ wilson_high('own_share', 'attempt_count') }} as own_high,
        {{ wilson_low('others_share', 'other_count') }} as others_low,
        {{ wilson_high('others_share', 'other_count') }} as others_high
    from shares
),

final as (
    select
        bounded.persona_id,
        bounded.journey_id,
        journeys.journey_name,
        bounded.step_name,
        cast(bounded.step_order as integer) as step_order,
        cast(bounded.customer_count as integer) as customer_count,
        cast(bounded.attempt_count as integer) as attempt_count,
        cast(1 - bounded.own_share as double) as left_share,
        cast(1 - bounded.others_share as double) as others_left_share,
        cast({{ newcombe_low(
            'others_share', 'others_low', 'own_share', 'own_high'
        ) }} as double)
            as difference_low,
        cast({{ newcombe_high(
            'others_share', 'others_high', 'own_share', 'own_low'
        ) }} as double)
            as difference_high
    from bounded
    inner join journeys on bounded.journey_id = journeys.journey_id
)

select * from final
