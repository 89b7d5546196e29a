-- Grain: kpi x day x dimension value, for KPIs of quotes. One not decided yet is not
-- refused.
with counted as (
    select
        request_date as measure_date,
        store_id,
        count(*) as decided_count,
        sum(case when is_accepted then 1 else 0 end) as accepted_count
    from {{ ref('fct_quotes') }}
    where decided_at is not null
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id'}, [
        ('quote_acceptance_rate', 'accepted_count', 'decided_count', 'decided_count')
    ]) }}
)

select * from final
