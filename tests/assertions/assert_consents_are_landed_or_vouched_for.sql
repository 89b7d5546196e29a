-- Where nobody agreed to analytics, totals are right and nobody is followed: no
-- customer has an order, a segment or a prediction.
{{ config(severity='warn') }}

with customers as (
    select count(*) as customer_count
    from {{ ref('dim_customers') }}
    where is_known
),

granted as (
    select count(*) as consent_count
    from {{ ref('int_consents_granted') }}
    where purpose = 'analytics'
)

select
    customers.customer_count,
    'Land privacy.consents, or name analytics in vouched_purposes of planning.company'
    || ' if the company holds these consents elsewhere.' as remedy
from customers
cross join granted
where customers.customer_count > 0 and granted.consent_count = 0
