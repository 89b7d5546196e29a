-- Grain: one row per accepted opportunity. Amounts of won and open ones do not belong
-- in one sum.
with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where reject_reason is null
),

stages as (
    select
        opportunity_id,
        count(*) as stage_count
    from {{ ref('stg_crm__opportunity_stage_changes') }}
    where reject_reason is null
    group by 1
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'contact_id'
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

consented as (
    {{ consented('opportunities') }}
),

final as (
    select
        opportunities.opportunity_id,
        opportunities.account_id,
        case when consented.holder_id is not null then opportunities.contact_id end
            as contact_id,
        case when consented.holder_id is not null then opportunities.lead_id end
            as lead_id,
        opportunities.stage,
        opportunities.plan_id,
        opportunities.owner_role,
        opportunities.loss_reason,
        cast(opportunities.amount as decimal(18, 2)) as amount,
        cast(coalesce(stages.stage_count, 0) as integer) as stage_count,
        cast(
            {{ dbt.datediff(
                'opportunities.created_at', 'opportunities.closed_at', 'day'
            ) }} as integer
        ) as cycle_days,
        opportunities.closed_at is null as is_open,
        coalesce(opportunities.is_won, false) as is_won,
        opportunities.expected_close_date,
        {{ local_date('opportunities.created_at', 'company') }} as created_date,
        {{ local_date('opportunities.closed_at', 'company') }} as closed_date,
        cast(opportunities.created_at as timestamp) as created_at,
        cast(opportunities.closed_at as timestamp) as closed_at
    from opportunities
    left join stages on opportunities.opportunity_id = stages.opportunity_id
    left join customers on opportunities.contact_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and opportunities.created_at >= consented.valid_from
            and opportunities.created_at < consented.valid_to
)

select * from final
