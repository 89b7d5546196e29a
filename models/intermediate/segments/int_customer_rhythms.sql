-- Grain: customer x snapshot date: the gap between orders that nine in ten of the
-- customer's own gaps stay within. With too few gaps of their own, customers share the
-- rhythm of all customers like them.
with features as (
    select * from {{ ref('int_customer_features') }}
),

days as (
    select * from {{ ref('int_customer_days') }}
    where gap_days is not null
),

pooled as (
    select
        features.snapshot_date,
        percentile_cont(0.9) within group (order by days.gap_days asc) as gap_days_p90
    from features
    inner join days
        on features.customer_id = days.customer_id
            and features.snapshot_date >= days.order_date
    where features.repeat_purchase_count < {{ var('own_gap_minimum') }}
    group by 1
),

-- Until anyone with few orders has come back, the pool is every gap there is.
everyone as (
    select
        features.snapshot_date,
        avg(features.gap_days_p90) as gap_days_p90
    from features
    group by 1
),

final as (
    select
        features.customer_id,
        features.snapshot_date,
        case
            when
                features.repeat_purchase_count >= {{ var('own_gap_minimum') }}
                then 'own'
            else 'pooled'
        end as rhythm_source,
        greatest(
            {{ var('minimum_gap_days') }},
            case
                when
                    features.repeat_purchase_count >= {{ var('own_gap_minimum') }}
                    then features.gap_days_p90
                else coalesce(
                        pooled.gap_days_p90,
                        everyone.gap_days_p90,
                        {{ var('minimum_gap_days') }}
                    )
            end
        ) as usual_gap_days
    from features
    left join pooled on features.snapshot_date = pooled.snapshot_date
    left join everyone on features.snapshot_date = everyone.snapshot_date
)

select * from final
