-- Grain: customer x snapshot date (each month end and the as-of date), from the first
-- order on and while consent to analytics holds. Cumulative up to the date unless named
-- otherwise, so nothing here adds up over snapshots.
with orders as (
    select * from {{ ref('int_customer_features') }}
),

digital as (
    select * from {{ ref('int_customer_digital_features') }}
),

service as (
    select * from {{ ref('int_customer_service_features') }}
),

voice as (
    select * from {{ ref('int_customer_voice_features') }}
),

accounts as (
    select * from {{ ref('int_customer_account_features') }}
),

consents as (
    select * from {{ ref('int_customer_consent_features') }}
),

final as (
    select
        orders.customer_id,
        accounts.account_id,
        accounts.plan_id,
        accounts.subscription_status,
        cast(orders.order_count as integer) as order_count,
        cast(orders.order_day_count as integer) as order_day_count,
        cast(orders.repeat_purchase_count as integer) as repeat_purchase_count,
        cast(orders.purchase_span_days as integer) as purchase_span_days,
        cast(orders.customer_age_days as integer) as customer_age_days,
        cast(orders.days_since_last_order as integer) as days_since_last_order,
        cast(orders.order_count_30d as integer) as order_count_30d,
        cast(orders.order_count_90d as integer) as order_count_90d,
        cast(orders.store_count as integer) as store_count,
        cast(orders.department_count as integer) as department_count,
        cast(orders.net_sales_amount as decimal(18, 2)) as net_sales_amount,
        cast(orders.net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        cast(orders.average_order_amount as double) as average_order_amount,
        cast(orders.median_gap_days as double) as median_gap_days,
        cast(orders.items_per_order as double) as items_per_order,
        cast(orders.discount_share as double) as discount_share,
        cast(orders.coupon_share as double) as coupon_share,
        cast(orders.weekend_order_share as double) as weekend_order_share,
        cast(coalesce(digital.session_count, 0) as integer) as session_count,
        cast(coalesce(digital.event_count, 0) as integer) as event_count,
        cast(coalesce(digital.micro_conversion_count, 0) as integer)
            as micro_conversion_count,
        cast(coalesce(digital.session_count_30d, 0) as integer) as session_count_30d,
        cast(coalesce(digital.session_count_90d, 0) as integer) as session_count_90d,
        cast(coalesce(digital.event_count_30d, 0) as integer) as event_count_30d,
        cast(coalesce(digital.event_count_90d, 0) as integer) as event_count_90d,
        cast(coalesce(digital.micro_conversion_count_30d, 0) as integer)
            as micro_conversion_count_30d,
        cast(coalesce(digital.micro_conversion_count_90d, 0) as integer)
            as micro_conversion_count_90d,
        cast(digital.days_since_last_visit as integer) as days_since_last_visit,
        cast(coalesce(service.ticket_count, 0) as integer) as ticket_count,
        cast(coalesce(service.ticket_count_90d, 0) as integer) as ticket_count_90d,
        cast(coalesce(service.open_ticket_count, 0) as integer) as open_ticket_count,
        cast(coalesce(service.call_count, 0) as integer) as call_count,
        cast(coalesce(service.call_count_90d, 0) as integer) as call_count_90d,
        cast(coalesce(service.appointment_kept_count, 0) as integer)
            as appointment_kept_count,
        cast(coalesce(service.appointment_cancelled_count, 0) as integer)
            as appointment_cancelled_count,
        cast(coalesce(service.appointment_missed_count, 0) as integer)
            as appointment_missed_count,
        cast(service.mean_resolution_hours as double) as mean_resolution_hours,
        cast(coalesce(voice.survey_answer_count, 0) as integer) as survey_answer_count,
        cast(coalesce(voice.review_count, 0) as integer) as review_count,
        cast(voice.last_nps_score as double) as last_nps_score,
        cast(voice.mean_csat_score as double) as mean_csat_score,
        cast(voice.mean_review_rating as double) as mean_review_rating,
        cast(coalesce(accounts.account_count, 0) as integer) as account_count,
        cast(accounts.account_monthly_amount as decimal(18, 2))
            as account_monthly_amount,
        coalesce(consents.has_analytics_consent, false) as has_analytics_consent,
        coalesce(consents.has_personalization_consent, false)
            as has_personalization_consent,
        coalesce(consents.has_advertising_consent, false) as has_advertising_consent,
        orders.is_as_of_date,
        orders.is_month_end,
        orders.snapshot_date,
        orders.first_order_date,
        orders.last_order_date
    from orders
    left join digital
        on orders.customer_id = digital.customer_id
            and orders.snapshot_date = digital.snapshot_date
    left join service
        on orders.customer_id = service.customer_id
            and orders.snapshot_date = service.snapshot_date
    left join voice
        on orders.customer_id = voice.customer_id
            and orders.snapshot_date = voice.snapshot_date
    left join accounts
        on orders.customer_id = accounts.customer_id
            and orders.snapshot_date = accounts.snapshot_date
    left join consents
        on orders.customer_id = consents.customer_id
            and orders.snapshot_date = consents.snapshot_date
)

select * from final
