-- Grain: role x week x place: what moved beyond a usual week, the largest first; where
-- nothing did, the role's first KPI.
with role_kpis as (
    select * from {{ ref('role_kpis') }}
),

changes as (
    select * from {{ ref('fct_kpi_changes') }}
    where
        period_type = 'week'
        and dimension_name = 'all'
        and change is not null
        and usual_change > 0
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

drivers as (
    select
        kpi_id,
        period_start_date,
        dimension_value as part,
        (volume_effect + mix_effect + rate_effect) / nullif(change, 0) as part_share,
        case
            when dimension_name = 'volume and rate' then 'that alone'
            when abs(volume_effect) > 0 then 'its amount'
            when abs(mix_effect) > abs(rate_effect) then 'its weight in the whole'
            else 'its own rate'
        end as how,
        row_number() over (
            partition by kpi_id, period_start_date
            order by
                abs(volume_effect + mix_effect + rate_effect) desc nulls last,
                concat_ws(' ', dimension_name, dimension_value) asc nulls last
        ) as place
    from {{ ref('fct_kpi_drivers') }}
    -- What moved against the whole does not explain it, and a part alone is the whole.
    where period_type = 'week'
        and (volume_effect + mix_effect + rate_effect) / nullif(change, 0)
        between 0.5 and 0.999
),

judged as (
    select
        role_kpis.role_id,
        role_kpis.sort_order,
        catalog.kpi_name,
        catalog.unit,
        catalog.direction,
        changes.*,
        abs(changes.change) / nullif(changes.usual_change, 0) as times_usual
    from role_kpis
    inner join catalog on role_kpis.kpi_id = catalog.kpi_id
    inner join changes on role_kpis.kpi_id = changes.kpi_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by role_id, period_start_date
            order by
                times_usual >= {{ var('notable_change') }} desc nulls last,
                case
                    when times_usual >= {{ var('notable_change') }} then times_usual
                end
                desc nulls last,
                sort_order asc nulls last
        ) as place
    from judged
),

chosen as (
    select
        ranked.*,
        drivers.part,
        drivers.part_share,
        drivers.how,
        case
            when ranked.times_usual < {{ var('notable_change') }} then 'quiet'
            when drivers.part is not null then 'moved_by_part'
            else 'moved'
        end as sentence_id
    from ranked
    left join drivers
        on ranked.kpi_id = drivers.kpi_id
            and ranked.period_start_date = drivers.period_start_date
            and drivers.place = 1
    where ranked.place = 1
        or (ranked.place <= 5 and ranked.times_usual >= {{ var('notable_change') }})
),

final as (
    select
        role_id,
        cast(place as integer) as place,
        kpi_id,
        kpi_name,
        unit,
        sentence_id,
        case
            when sentence_id = 'quiet' then 'as usual'
            when (change > 0) = (direction = 'up') then 'better'
            else 'worse'
        end as verdict,
        part,
        how,
        part_share,
        kpi_value,
        previous_value,
        change,
        usual_change,
        observation_count,
        period_start_date as week_start_date
    from chosen
)

select * from final
