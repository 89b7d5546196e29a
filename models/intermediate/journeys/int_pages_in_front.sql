-- Grain: one row per page on which a step of a journey is to be made, and period in
-- which it stood as it was: what the page offered.
with moments as (
    select * from {{ ref('int_journey_moments') }}
    where step_order > 0
),

steps as (
    select * from {{ ref('journey_steps') }}
),

attributes as (
    select * from {{ ref('stg_web__page_attributes') }}
    where reject_reason is null
),

pages as (
    select page
    from moments
    where page is not null
    group by 1
),

-- The page of a step is known by its pattern before anybody has come so far.
patterned as (
    select
        steps.page_pattern as page,
        attributes.page_url
    from steps
    inner join attributes on attributes.page_url like steps.page_pattern
    where steps.step_order > 1
    group by 1, 2
    union
    select
        page,
        page as page_url
    from pages
),

final as (
    select
        patterned.page,
        attributes.page_url as page_address,
        attributes.payment_methods,
        attributes.has_shipping_window,
        attributes.has_service_window,
        attributes.has_ratings
        or attributes.has_guarantee
        or attributes.has_before_after_photos as has_proof_points,
        attributes.valid_from_date,
        coalesce(attributes.valid_to_date, cast('9999-12-31' as date)) as valid_to_date
    from patterned
    inner join attributes on patterned.page_url = attributes.page_url
)

select * from final
