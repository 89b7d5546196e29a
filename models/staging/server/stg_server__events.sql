{{ config(schema='vault') }}

-- Judged once, as it lands: a build reads the files that no build has read.
with judged as (
    {{ judged_records('server', 'events') }}
),

collected as (
    {{ collected_events('judged', 'server', sent_at='cast(null as timestamp)') }}
),

final as (
    select
        event_id,
        collected_id,
        source_event,
        event_name,
        service,
        user_id,
        anonymous_id,
        account_id,
        deduplication_id,
        order_id,
        product_id,
        feature,
        plan_id,
        properties,
        reject_reason,
        landed_number,
        run_number,
        value_amount,
        quantity,
        is_clock_corrected,
        is_late,
        event_date,
        event_at,
        occurred_at,
        received_at
    from collected
)

select * from final
