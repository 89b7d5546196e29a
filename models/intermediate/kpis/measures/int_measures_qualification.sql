-- Grain: kpi x day x dimension value, for KPIs of what was known of an opportunity when
-- it was opened: its account used the product, or marketing had qualified its lead.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

-- When an account had reached the last of its milestones.
activated as (
    select
        subject_id as account_id,
        max(reached_at) as activated_at
    from {{ ref('int_milestones_reached') }}
    where subject = 'account'
    group by 1
    having count(*) = count(reached_at)
),

leads as (
    select
        opportunity_id,
        min(qualified_at) as qualified_at
    from {{ ref('fct_leads') }}
    where opportunity_id is not null
    group by 1
),

counted as (
    select
        opportunities.created_date as measure_date,
        opportunities.owner_role as team,
        accounts.product_tier as account_tier,
        count(*) as created_count,
        sum(
            case
                when activated.activated_at <= opportunities.created_at then 1
                else 0
            end
        ) as product_qualified_count,
        sum(
            case when leads.qualified_at <= opportunities.created_at then 1 else 0 end
        ) as marketing_qualified_count
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    left join activated on opportunities.account_id = activated.account_id
    left join leads on opportunities.opportunity_id = leads.opportunity_id
    group by 1, 2, 3
),

final as (
    {{ kpi_parts('counted', {'team': 'team', 'account_tier': 'account_tier'}, [
        ('pql_coverage', 'product_qualified_count', 'created_count', 'created_count'),
        ('mql_coverage', 'marketing_qualified_count', 'created_count', 'created_count')
    ]) }}
)

select * from final
