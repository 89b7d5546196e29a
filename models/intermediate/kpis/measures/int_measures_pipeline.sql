-- Grain: kpi x day x dimension value, for KPIs of leads and opportunities.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

happened as (
    select
        opportunities.created_date as measure_date,
        accounts.product_tier as account_tier,
        opportunities.owner_role as team,
        cast(null as varchar) as channel,
        1 as created_count,
        0 as closed_count,
        0 as won_count,
        0 as won_amount,
        0 as lead_count,
        0 as converted_count
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    union all
    select
        opportunities.closed_date as measure_date,
        accounts.product_tier as account_tier,
        opportunities.owner_role as team,
        cast(null as varchar) as channel,
        0 as created_count,
        1 as closed_count,
        case when opportunities.is_won then 1 else 0 end as won_count,
        case when opportunities.is_won then opportunities.amount end as won_amount,
        0 as lead_count,
        0 as converted_count
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    where not opportunities.is_open
    union all
    select
        leads.lead_date as measure_date,
        cast(null as varchar) as account_tier,
        cast(null as varchar) as team,
        leads.channel,
        0 as created_count,
        0 as closed_count,
        0 as won_count,
        0 as won_amount,
        1 as lead_count,
        case when leads.is_converted then 1 else 0 end as converted_count
    from leads
),

counted as (
    select * from happened
    where measure_date is not null
),

final as (
    {{ kpi_parts('counted', {
        'account_tier': 'account_tier', 'team': 'team', 'channel': 'channel'
    }, [
        ('opportunities_created', 'created_count', none, 'created_count'),
        ('win_rate', 'won_count', 'closed_count', 'closed_count'),
        ('won_amount', 'won_amount', none, 'won_count'),
        ('lead_conversion_rate', 'converted_count', 'lead_count', 'lead_count')
    ]) }}
)

select * from final
