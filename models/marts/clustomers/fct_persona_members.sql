-- Grain: customer on the as-of date, in one persona each. Personas are the clustomers
-- of all customers; where there are none, the RFM segments that are large enough.
with clustomers as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date and business_line = 'all'
),

segments as (
    select * from {{ ref('fct_segment_memberships') }}
    where is_current and segment_type = 'rfm'
),

definitions as (
    select * from {{ ref('segments') }}
    where segment_type = 'rfm'
),

found as (
    select count(*) as customer_count
    from clustomers
),

sizes as (
    select
        segment,
        count(*) as customer_count
    from segments
    group by 1
),

final as (
    select
        customer_id,
        replace(clustomer_id, 'clustomer', 'persona') as persona_id,
        'clustomer' as source_kind,
        clustomer_id as source_id,
        membership_share
    from clustomers
    union all
    select
        segments.customer_id,
        concat_ws('-', 'persona', 'segment', definitions.display_order) as persona_id,
        'segment' as source_kind,
        segments.segment as source_id,
        cast(1 as double) as membership_share
    from segments
    inner join definitions on segments.segment = definitions.segment
    inner join sizes on segments.segment = sizes.segment
    cross join found
    where found.customer_count = 0
        and sizes.customer_count >= {{ var('min_group_size') }}
)

select * from final
