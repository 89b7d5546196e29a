{{ config(schema='vault') }}

-- Judged once, as it lands: a build reads the files that no build has read.
with judged as (
    {{ judged_records('app', 'events') }}
),

collected as (
    {{ collected_events('judged', 'app', key='message_id') }}
),

final as (
    select
        message_id,
        collected_id,
        source_event,
        event_name,
        device_id,
        advertising_id,
        user_id,
        email_sha256,
        app_name,
        app_version,
        os_name,
        screen_name,
        install_source,
        campaign,
        city,
        store_id,
        product_id,
        order_id,
        properties,
        reject_reason,
        landed_number,
        run_number,
        value_amount,
        quantity,
        engaged_seconds,
        is_clock_corrected,
        is_late,
        event_date,
        event_at,
        occurred_at,
        sent_at,
        received_at
    from collected
)

select * from final
