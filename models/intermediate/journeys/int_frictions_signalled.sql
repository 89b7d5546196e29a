-- Grain: journey x step x factor x value under which the step is made less often than
-- under all others, beyond chance; and what speaks for friction beside the share. Where
-- nothing does, the people may just be others.
with compared as (
    select * from {{ ref('int_frictions_compared') }}
    where excess_low > 0
),

pages as (
    select * from {{ ref('int_page_signals') }}
),

stores as (
    select * from {{ ref('int_store_signals') }}
),

voices as (
    select * from {{ ref('int_step_voices') }}
),

final as (
    select
        compared.*,
        pages.replay_count,
        pages.load_seconds,
        pages.rage_clicks,
        pages.dead_clicks,
        pages.errors,
        pages.quick_backs,
        stores.missed_call_share,
        stores.quote_hours,
        coalesce(voices.passage_count, 0) as passage_count,
        coalesce(voices.ticket_count, 0) as ticket_count,
        case
            when compared.factor = 'device'
                then coalesce(
                        greatest(pages.load_ratio, pages.trouble_ratio)
                        >= {{ var('friction_signal_ratio') }},
                        false
                    )
            when compared.factor = 'store'
                then coalesce(
                        greatest(stores.missed_ratio, stores.quote_ratio)
                        >= {{ var('friction_signal_ratio') }},
                        false
                    )
            else compared.factor not in ('browser', 'page')
        end as has_signal
    from compared
    left join pages
        on compared.page_address = pages.page
            and case
                when compared.factor = 'device' then compared.factor_value
                else 'all'
            end = pages.device_type
    left join stores
        on compared.factor = 'store' and compared.factor_value = stores.store_id
    left join voices
        on compared.journey_id = voices.journey_id
            and compared.step_order = voices.step_order
)

select * from final
