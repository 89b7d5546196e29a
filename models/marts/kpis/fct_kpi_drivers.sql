-- Grain: kpi x period x dimension value: what each part did to the change of the whole
-- since the period before. The effects add up over a dimension to the whole change; only
-- dimensions whose parts make up the whole are here. Mix and rate are split evenly
-- (Marshall and Edgeworth), so that nothing is left over.
with paired as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        numerator as n1,
        denominator as d1,
        previous_numerator as n0,
        previous_denominator as d0,
        period_start_date
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
        paired.*,
        catalog.is_additive,
        case
            when catalog.is_additive then paired.n1 - paired.n0
            else paired.n1 / nullif(paired.d1, 0) - paired.n0 / nullif(paired.d0, 0)
        end as change
    from paired
    inner join catalog on paired.kpi_id = catalog.kpi_id
    where paired.dimension_name = 'all' and paired.d0 > 0 and paired.d1 > 0
),

parts as (
    select
        paired.*,
        wholes.is_additive,
        wholes.change,
        (
            wholes.n1 / nullif(wholes.d1, 0) + wholes.n0 / nullif(wholes.d0, 0)
        ) / 2 as mean_rate,
        paired.d1 / nullif(wholes.d1, 0) as share_now,
        paired.d0 / nullif(wholes.d0, 0) as share_before,
        coalesce(paired.n1 / nullif(paired.d1, 0), paired.n0 / nullif(paired.d0, 0), 0)
            as rate_now,
        coalesce(paired.n0 / nullif(paired.d0, 0), paired.n1 / nullif(paired.d1, 0), 0)
            as rate_before
    from paired
    inner join wholes
        on paired.kpi_id = wholes.kpi_id
            and paired.period_type = wholes.period_type
            and paired.period_start_date = wholes.period_start_date
    where paired.dimension_name != 'all'
),

effects as (
    select
        kpi_id,
        period_type,
        dimension_name,
        dimension_value,
        case when is_additive then n1 - n0 else 0 end as volume_effect,
        case
            when is_additive then 0
            else (share_now - share_before) * ((rate_now + rate_before) / 2 - mean_rate)
        end as mix_effect,
        case
            when is_additive then 0
            else (share_now + share_before) / 2 * (rate_now - rate_before)
        end as rate_effect,
        change,
        period_start_date
    from parts
    union all
    -- Amounts that are so many of something at so much each.
    select
        factors.kpi_id,
        wholes.period_type,
        'volume and rate' as dimension_name,
        sides.dimension_value,
        case
            when sides.is_volume
                then (wholes.d1 - wholes.d0)
                    * (wholes.n1 / nullif(wholes.d1, 0) + wholes.n0 / nullif(wholes.d0, 0))
                    / 2
            else 0
        end as volume_effect,
        0 as mix_effect,
        case
            when not sides.is_volume
                then (wholes.n1 / nullif(wholes.d1, 0) - wholes.n0 / nullif(wholes.d0, 0))
                    * (wholes.d1 + wholes.d0) / 2
            else 0
        end as rate_effect,
        wholes.n1 - wholes.n0 as change,
        wholes.period_start_date
    from wholes
    inner join factors on wholes.kpi_id = factors.rate_kpi_id
    cross join lateral (
        values (factors.volume_name, true), (factors.rate_name, false)
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
        cast(volume_effect as double) as volume_effect,
        cast(mix_effect as double) as mix_effect,
        cast(rate_effect as double) as rate_effect,
        cast(change as double) as change,
        period_start_date
    from summed
    where abs(explained - change) <= 1e-6 * greatest(abs(change), 1)
)

select * from final
