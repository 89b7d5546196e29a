-- Grain: kpi x day x dimension value, for KPIs of quotes. One not decided yet is not
-- refused.
with counted as (
    select
        request_date as measure_date,
        store_id,
        count(*) as decided_count,
        sum(case when is_accepted then 1 else 0 end) as accepted_count,
        sum(coalesce(quote_amount, 0)) as quoted_amount,
        sum(case when is_accepted then quote_amount else 0 end) as accepted_amount
    from {{ ref('fct_quotes') }}
    where decided_at is not null
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id'}, [
        ('quote_acceptance_rate', 'accepted_count', 'decided_count', 'decided_count'),
        ('quoted_value_won', 'accepted_amount', 'quoted_amount', 'decided_count')
    ]) }}
)

select * from final
