-- Grain: journey x step that was to be made x factor x value x stratum: how many stood
-- before the step under this value, how many made it, and how many came to the
-- journey's end, of attempts whose window is over. Devices are compared on pages that
-- offered the same, what pages offered on the same device: in some times more came by
-- phone.
with reached as (
    select * from {{ ref('int_journey_steps') }}
    where outcome != 'excluded' or not is_last_step
),

sessions as (
    select * from {{ ref('fct_sessions') }}
),

steps as (
    select
        journey_id,
        step_order,
        min(step_name) as step_name,
        min(page_pattern) as page_pattern
    from {{ ref('journey_steps') }}
    where step_order > 0
    group by 1, 2
),

pages as (
    select * from {{ ref('int_pages_in_front') }}
),

-- A step is made on its own page where it has one, else on the page one stands on.
facing as (
    select
        reached.journey_id,
        steps.step_order,
        steps.step_name,
        reached.device_type,
        sessions.browser,
        nullif(reached.store_id, 'unknown') as store_id,
        pages.page_address,
        pages.payment_methods,
        cast(pages.has_shipping_window as varchar) as shipping_window,
        cast(pages.has_service_window as varchar) as service_window,
        cast(pages.has_proof_points as varchar) as proof_points,
        concat_ws(
            ' ',
            pages.payment_methods,
            pages.has_shipping_window,
            pages.has_service_window,
            pages.has_proof_points
        ) as offered,
        reached.is_window_over and reached.is_followed_by_return as is_returning,
        reached.is_window_over,
        reached.is_window_over and not reached.is_last_step as is_made,
        reached.is_window_over and reached.outcome = 'converted' as is_converted,
        reached.entry_date
    from reached
    inner join steps
        on reached.journey_id = steps.journey_id
            and reached.step_order + 1 = steps.step_order
    left join pages
        on coalesce(steps.page_pattern, reached.page) = pages.page
            and reached.entry_date >= pages.valid_from_date
            and reached.entry_date <= pages.valid_to_date
    left join sessions on reached.session_id = sessions.session_id
),

final as (
    select
        facing.journey_id,
        facing.step_order,
        facing.step_name,
        factors.factor,
        factors.factor_value,
        coalesce(factors.stratum, 'all') as stratum,
        case
            when min(facing.page_address) = max(facing.page_address)
                then min(facing.page_address)
        end as page_address,
        count(case when facing.is_window_over then 1 end) as faced_count,
        count(case when facing.is_made then 1 end) as made_count,
        count(case when facing.is_converted then 1 end) as converted_count,
        count(case when facing.is_returning then 1 end) as return_count,
        min(facing.entry_date) as first_date,
        max(facing.entry_date) as last_date
    from facing
    cross join
        lateral (
            values
            ('device', facing.device_type, facing.offered),
            ('browser', facing.browser, facing.device_type),
            ('store', facing.store_id, null),
            ('page', facing.page_address, facing.device_type),
            ('payment methods', facing.payment_methods, facing.device_type),
            ('shipping window shown', facing.shipping_window, facing.device_type),
            ('service window shown', facing.service_window, facing.device_type),
            ('proof points shown', facing.proof_points, facing.device_type)
        ) as factors (factor, factor_value, stratum)
    where factors.factor_value is not null
    group by 1, 2, 3, 4, 5, 6
)

select * from final
