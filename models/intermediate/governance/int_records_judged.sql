{{ config(meta={'counts_every_table': true}) }}

-- Grain: landed table x reason x record hash; accepted rows are one row per table. A
-- row is named by a hash of its columns that are not personal.
{% set staged = [
    'app__events', 'bookings__appointments', 'bookings__calls',
    'bookings__capacity', 'bookings__clients', 'bookings__quotes',
    'bookings__service_windows', 'context__footfall', 'context__holidays',
    'context__inventory', 'context__staff_shifts', 'context__store_hours',
    'context__weather', 'crm__accounts', 'crm__contacts', 'crm__leads',
    'crm__opportunities', 'crm__opportunity_stage_changes', 'crm__referrals',
    'crm__sales_activities', 'experiments__assignments', 'experiments__experiments',
    'marketing__ad_spend', 'marketing__campaign_recipients', 'marketing__campaigns',
    'marketing__coupon_redemptions', 'marketing__coupons', 'marketing__creatives',
    'marketing__message_events', 'marketing__message_preferences',
    'marketing__message_templates', 'marketing__messages', 'marketing__promotions',
    'operations__alert_acknowledgements', 'operations__experiment_decisions',
    'operations__insight_actions', 'operations__insights',
    'operations__persona_reviews', 'operations__playbook_runs',
    'operations__review_meetings', 'planning__budgets', 'planning__fiscal_calendar',
    'planning__holidays', 'planning__kpi_targets', 'planning__owners',
    'pos__loyalty_members', 'pos__loyalty_transactions', 'pos__offer_events',
    'pos__offers', 'pos__products', 'pos__receipt_lines', 'pos__receipts',
    'pos__refunds', 'pos__stores', 'privacy__consents', 'privacy__erasure_log',
    'privacy__erasure_requests', 'product__plans', 'product__subscriptions',
    'product__users', 'server__events', 'shop__customers', 'shop__order_lines',
    'shop__orders', 'shop__price_history', 'shop__products', 'shop__refunds',
    'shop__shipments', 'support__tickets', 'voice__persona_claims', 'voice__research_notes',
    'voice__reviews', 'voice__social_mentions', 'voice__survey_responses',
    'web__content', 'web__events', 'web__page_attributes', 'web__session_replays',
] %}
{% set relations = {} %}
{% for name in staged %}
    {% do relations.update({name: ref('stg_' ~ name)}) %}
{% endfor %}

with judged as (
    {{ records_judged(relations) }}
),

final as (
    select
        system_name,
        table_name,
        reject_reason,
        record_hash,
        row_count,
        coalesce(is_duplicate, false) as is_duplicate,
        coalesce(is_expired, false) as is_expired
    from judged
)

select * from final
