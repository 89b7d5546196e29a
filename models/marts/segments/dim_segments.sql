-- Grain: segment type x segment, with its size on the as-of date. Customers add up
-- within a type, save type rule: there a customer may be in several segments, or in
-- none.
with segments as (
    select * from {{ ref('segments') }}
),

memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where is_current
),

customers as (
    select * from {{ ref('fct_customer_rfm') }}
    where is_as_of_date
),

members as (
    select
        memberships.segment_type,
        memberships.segment,
        count(*) as customer_count,
        sum(customers.net_sales_amount) as net_sales_amount,
        sum(customers.contribution_amount) as contribution_amount
    from memberships
    inner join customers on memberships.customer_id = customers.customer_id
    group by 1, 2
),

everyone as (
    select
        count(*) as customer_count,
        sum(net_sales_amount) as net_sales_amount
    from customers
),

final as (
    select
        segments.segment_type,
        segments.segment,
        segments.description,
        segments.objective,
        segments.action,
        segments.owner_role,
        segments.kpi_id,
        segments.entry_rule,
        segments.exit_rule,
        cast(segments.definition_version as integer) as definition_version,
        cast(segments.display_order as integer) as display_order,
        cast(coalesce(members.customer_count, 0) as integer) as customer_count,
        cast(coalesce(members.net_sales_amount, 0) as decimal(18, 2))
            as net_sales_amount,
        cast(members.contribution_amount as decimal(18, 2)) as contribution_amount,
        coalesce(
            cast(members.customer_count as double)
            / nullif(everyone.customer_count, 0),
            0
        ) as customer_share,
        coalesce(
            cast(members.net_sales_amount as double)
            / nullif(cast(everyone.net_sales_amount as double), 0),
            0
        ) as net_sales_share,
        cast(segments.valid_from as date) as valid_from_date
    from segments
    cross join everyone
    left join members
        on segments.segment_type = members.segment_type
            and segments.segment = members.segment
)

select * from final
