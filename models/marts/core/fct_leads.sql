-- Grain: one row per accepted lead.
with leads as (
    select * from {{ ref('stg_crm__leads') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'contact_id'
),

channels as (
    select * from {{ ref('int_channels_named') }}
),

consented as (
    {{ consented('opportunities') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        leads.lead_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        leads.account_id,
        leads.opportunity_id,
        leads.source,
        coalesce(channels.channel, leads.channel) as channel,
        leads.campaign_id,
        leads.status,
        leads.qualified_at is not null as is_qualified,
        leads.converted_at is not null as is_converted,
        {{ local_date('leads.created_at', 'company') }} as lead_date,
        cast(leads.created_at as timestamp) as created_at,
        cast(leads.qualified_at as timestamp) as qualified_at,
        cast(leads.converted_at as timestamp) as converted_at
    from leads
    left join channels on leads.channel = channels.spelled
    left join customers on leads.contact_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and leads.created_at >= consented.valid_from
            and leads.created_at < consented.valid_to
)

select * from final
