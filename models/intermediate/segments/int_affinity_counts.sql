-- Grain: customer x dimension x value, over the RFM window to the as-of date: how often
-- the customer bought it, and on how many days looked at it. Customers who agree to
-- analytics on that date.
with occasions as (
    select * from {{ ref('int_affinity_occasions') }}
),

followed as (
    select * from {{ ref('int_snapshots_consented') }}
    where is_as_of_date
),

final as (
    select
        occasions.customer_id,
        occasions.dimension_name,
        occasions.dimension_value,
        count(case when occasions.kind = 'bought' then 1 end) as bought_count,
        count(case when occasions.kind = 'browsed' then 1 end) as browsed_count
    from occasions
    inner join followed on occasions.customer_id = followed.customer_id
    where occasions.observed_date <= followed.snapshot_date
        and {{ dbt.datediff(
            'occasions.observed_date', 'followed.snapshot_date', 'day'
        ) }}
        < {{ var('rfm_window_days') }}
    group by 1, 2, 3
)

select * from final
