-- Grain: kpi x period x dimension value: what each part did to the change of the whole
-- since the period before. The effects add up over a dimension to the whole change;
-- only dimensions whose parts make up the whole are here. Mix and rate are split evenly
-- (Marshall and Edgeworth), so that nothing is left over.
with changes as (
    select
        *,
        numerator / nullif(denominator, 0) as rate,
        previous_numerator / nullif(previous_denominator, 0) as previous_rate
    from {{ ref('fct_kpi_changes') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

factors as (
    select * from {{ ref('kpi_factors') }}
),

wholes as (
    select
        changes.*,
        catalog.is_additive,
        (changes.rate + changes.previous_rate) / 2 as mean_rate,
        case
            when catalog.is_additive then changes.numerator - changes.previous_numerator
            else changes.rate - changes.previous_rate
        end as whole_change
    from changes
    inner join catalog on changes.kpi_id = catalog.kpi_id
    where changes.dimension_name = 'all'
        and changes.rate - changes.previous_rate is not null
),

parts as (
    select
        changes.*,
        wholes.is_additive,
        wholes.mean_rate,
        wholes.whole_change,
        changes.denominator / nullif(wholes.denominator, 0) as weight,
        changes.previous_denominator / nullif(wholes.previous_denominator, 0)
            as previous_weight,
        coalesce(changes.rate, changes.previous_rate, 0) as rate_now,
        coalesce(changes.previous_rate, changes.rate, 0) as rate_before
    from changes
    inner join wholes
        on changes.kpi_id = wholes.kpi_id
            and changes.period_type = wholes.period_type
            and changes.period_start_date = wholes.period_start_date
    where changes.dimension_name != 'all'
),

effects as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        case when is_additive then numerator - previous_numerator else 0 end
            as volume_effect,
        case
            when is_additive then 0
            else (weight - previous_weight) * ((rate_now + rate_before) / 2 - mean_rate)
        end as mix_effect,
        case
            when is_additive then 0
            else (weight + previous_weight) / 2 * (rate_now - rate_before)
        end as rate_effect,
        whole_change as change,
        period_start_date
    from parts
    union all
    -- Amounts that are so many of something at so much each.
    select
        factors.kpi_id,
        wholes.period_type,
        'volume and rate' as dimension_name,
        sides.dimension_value,
        sides.is_volume * (wholes.denominator - wholes.previous_denominator)
        * wholes.mean_rate as volume_effect,
        0 as mix_effect,
        (1 - sides.is_volume) * (wholes.rate - wholes.previous_rate)
        * (wholes.denominator + wholes.previous_denominator) / 2 as rate_effect,
        wholes.numerator - wholes.previous_numerator as change,
        wholes.period_start_date
    from wholes
    inner join factors on wholes.kpi_id = factors.rate_kpi_id
    cross join lateral (
        values (factors.volume_name, 1), (factors.rate_name, 0)
    ) as sides (dimension_value, is_volume)
),

summed as (
    select
        *,
        sum(volume_effect + mix_effect + rate_effect) over (
            partition by kpi_id, period_type, dimension_name, period_start_date
        ) as explained
    from effects
),

final as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        round(cast(volume_effect as double), 9) + 0 as volume_effect,
        round(cast(mix_effect as double), 9) + 0 as mix_effect,
        round(cast(rate_effect as double), 9) + 0 as rate_effect,
        cast(change as double) as change,
        period_start_date
    from summed
    where abs(explained - change) <= 1e-6 * greatest(abs(change), 1)
)

select * from final
