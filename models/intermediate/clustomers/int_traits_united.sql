-- Grain: line of business, or all, x customer x context x trait x snapshot. The same
-- traits serve both: customers are compared within a line, and over all of them.
with bought as (
    select * from {{ ref('int_traits_bought') }}
),

served as (
    select * from {{ ref('int_traits_served') }}
),

visited as (
    select * from {{ ref('int_traits_visited') }}
),

said as (
    select * from {{ ref('int_traits_said') }}
),

counted as (
    select
        business_line,
        customer_id,
        context,
        feature,
        occasion_count,
        trait_sum,
        snapshot_date
    from bought
    union all
    select
        business_line,
        customer_id,
        context,
        feature,
        occasion_count,
        trait_sum,
        snapshot_date
    from served
    union all
    select
        business_line,
        customer_id,
        context,
        feature,
        occasion_count,
        trait_sum,
        snapshot_date
    from said
    union all
    select
        'none' as business_line,
        customer_id,
        context,
        feature,
        occasion_count,
        trait_sum,
        snapshot_date
    from visited
),

populations as (
    select
        counted.*,
        'all' as population
    from counted
    union all
    select
        counted.*,
        business_line as population
    from counted
    where business_line != 'none'
),

final as (
    select
        population as business_line,
        customer_id,
        context,
        feature,
        cast(sum(occasion_count) as bigint) as occasion_count,
        sum(trait_sum) as trait_sum,
        snapshot_date
    from populations
    group by 1, 2, 3, 4, 7
)

select * from final
