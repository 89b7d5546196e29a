-- Grain: kpi x period x dimension value: the parts of all KPIs.
{{ config(materialized='view') }}

with final as (
    select * from {{ ref('int_kpis_campaigns') }}
    union all
    select * from {{ ref('int_kpis_customers') }}
    union all
    select * from {{ ref('int_kpis_durations') }}
    union all
    select * from {{ ref('int_kpis_erasures') }}
    union all
    select * from {{ ref('int_kpis_features') }}
    union all
    select * from {{ ref('int_kpis_lifetime') }}
    union all
    select * from {{ ref('int_kpis_measured') }}
    union all
    select * from {{ ref('int_kpis_pipeline') }}
    union all
    select * from {{ ref('int_kpis_recurring') }}
    union all
    select * from {{ ref('int_kpis_referrals') }}
    union all
    select * from {{ ref('int_kpis_retention') }}
    union all
    select * from {{ ref('int_kpis_visitors') }}
)

select * from final
