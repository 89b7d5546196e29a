with company as (
    select * from {{ source('planning', 'company') }}
),

landed as (
    select
        max(company_name) as company_name,
        max(time_zone) as time_zone,
        max(currency) as currency,
        max(lower(vouched_purposes)) as vouched_purposes
    from company
),

final as (
    select
        coalesce(landed.company_name, 'Company') as company_name,
        coalesce({{ variable('business_time_zone') }}, landed.time_zone, 'UTC')
            as time_zone,
        coalesce({{ variable('reporting_currency') }}, landed.currency, 'USD')
            as currency,
        coalesce(landed.vouched_purposes, '') as vouched_purposes
    from landed
)

select * from final
