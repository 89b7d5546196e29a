{{ config(schema='vault') }}

-- Judged once, as it lands: a build reads the files that no build has read.
with judged as (
    {{ judged_records('web', 'events') }}
),

collected as (
    {{ collected_events('judged', 'web') }}
),

final as (
    select
        event_id,
        collected_id,
        source_event,
        event_name,
        anonymous_id,
        third_party_id,
        user_id,
        deduplication_id,
        site,
        page_url,
        page_type,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        click_id,
        device_type,
        browser,
        user_agent,
        city,
        country,
        language,
        product_id,
        order_id,
        form_id,
        checkout_step,
        search_term,
        currency,
        properties,
        reject_reason,
        landed_number,
        run_number,
        value_amount,
        quantity,
        scroll_percent,
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
