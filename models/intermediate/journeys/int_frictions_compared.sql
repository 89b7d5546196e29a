-- Grain: journey x step x factor x value: how many made the step under it, and how many
-- more would have under the factor's other values with the same mix of strata (risk
-- difference of Mantel and Haenszel, 1959; 95 % interval by Sato, 1989).
with counted as (
    select * from {{ ref('int_friction_counts') }}
),

-- Numbers are doubles from here on: their products leave the range of whole ones.
paired as (
    select
        *,
        cast(faced_count as double) as faced,
        cast(made_count as double) as made,
        cast(sum(faced_count) over others - faced_count as double) as faced_elsewhere,
        cast(sum(made_count) over others - made_count as double) as made_elsewhere
    from counted
    window others as (partition by journey_id, step_order, factor, stratum)
),

-- A stratum's terms; spread and noise are P and Q of Sato's variance.
weighed as (
    select
        *,
        faced * faced_elsewhere / nullif(faced + faced_elsewhere, 0) as weight,
        (made_elsewhere * faced - made * faced_elsewhere)
        / nullif(faced + faced_elsewhere, 0) as difference,
        (
            faced_elsewhere * faced_elsewhere * made
            - faced * faced * made_elsewhere
            + faced * faced_elsewhere * (faced - faced_elsewhere) / 2
        ) / nullif((faced + faced_elsewhere) * (faced + faced_elsewhere), 0) as spread,
        (made_elsewhere * (faced - made) + made * (faced_elsewhere - made_elsewhere))
        / nullif(2 * (faced + faced_elsewhere), 0) as noise
    from paired
),

pooled as (
    select
        journey_id,
        step_order,
        step_name,
        factor,
        factor_value,
        case when min(page_address) = max(page_address) then min(page_address) end
            as page_address,
        sum(faced_count) as faced_count,
        sum(made_count) as made_count,
        sum(converted_count) as converted_count,
        sum(return_count) as return_count,
        sum(faced_elsewhere) as reference_count,
        sum(difference) / nullif(sum(weight), 0) as excess_drop,
        sum(spread) as spread,
        sum(noise) as noise,
        sum(weight) as weight,
        min(first_date) as first_date,
        max(last_date) as last_date
    from weighed
    group by 1, 2, 3, 4, 5
),

judged as (
    select
        *,
        cast(made_count as double) / nullif(faced_count, 0) as here,
        1.959964 * sqrt(greatest(excess_drop * spread + noise, 0))
        / nullif(weight, 0) as half_width,
        cast(sum(converted_count) over step_cut as double)
        / nullif(sum(made_count) over step_cut, 0) as conversion_chance
    from pooled
    window step_cut as (partition by journey_id, step_order, factor)
),

final as (
    select
        journey_id,
        step_order,
        step_name,
        factor,
        factor_value,
        page_address,
        cast(faced_count as bigint) as faced_count,
        cast(reference_count as bigint) as reference_count,
        round(here, 6) as here,
        round(here + excess_drop, 6) as elsewhere,
        excess_drop,
        round(excess_drop - half_width, 6) as excess_low,
        round(excess_drop + half_width, 6) as excess_high,
        conversion_chance,
        cast(return_count as double) / nullif(faced_count, 0) as return_share,
        first_date,
        last_date
    from judged
    where faced_count >= {{ var('friction_minimum_n') }}
        and reference_count >= {{ var('friction_minimum_n') }}
        and excess_drop is not null
)

select * from final
