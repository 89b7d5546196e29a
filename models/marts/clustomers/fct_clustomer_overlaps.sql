-- Grain: clustomer x segment on the as-of date, where both hold enough customers: how
-- the data-driven clustomers and the rule-based segments lie over each other. Customers
-- add up within a clustomer and segment type, save type rule.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date
),

memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where is_current
),

both_sides as (
    select
        members.business_line,
        members.clustomer_id,
        memberships.segment_type,
        memberships.segment,
        count(*) as customer_count
    from members
    inner join memberships on members.customer_id = memberships.customer_id
    group by 1, 2, 3, 4
),

sizes as (
    select
        business_line,
        clustomer_id,
        count(*) as clustomer_count,
        sum(count(*)) over (partition by business_line) as line_count
    from members
    group by 1, 2
),

shared as (
    select
        both_sides.*,
        sizes.clustomer_count,
        sizes.line_count,
        sum(both_sides.customer_count) over (
            partition by
                both_sides.business_line, both_sides.segment_type, both_sides.segment
        ) as segment_count
    from both_sides
    inner join sizes on both_sides.clustomer_id = sizes.clustomer_id
),

final as (
    select
        clustomer_id,
        business_line,
        segment_type,
        segment,
        cast(customer_count as integer) as customer_count,
        cast(customer_count as double) / nullif(clustomer_count, 0) as clustomer_share,
        cast(segment_count as double) / nullif(line_count, 0) as usual_share,
        cast(customer_count as double) * line_count
        / nullif(cast(clustomer_count as double) * segment_count, 0) as lift
    from shared
    where customer_count >= {{ var('min_group_size') }}
)

select * from final
