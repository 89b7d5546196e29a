-- Grain: customer x month with an order day or a first visit: a digest of both, and the
-- run since which it is so. By it int_customer_features sees which snapshots to state
-- again. A month that is gone stays for one run, without a digest.
{{ config(post_hook='{{ remember_run() }}') }}

with days as (
    select * from {{ ref('int_customer_days') }}
),

first_visits as (
    select * from {{ ref('int_customer_first_visits') }}
),

day_months as (
    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'order_date') }} as date) as month_date,
        concat_ws(
            ' ',
            count(*),
            sum(order_count),
            sum(line_count),
            sum(gross_amount),
            sum(discount_amount),
            sum(net_amount),
            sum(coupon_amount),
            sum(gap_days),
            sum(net_amount * {{ dbt.datediff(
                "cast('2000-01-01' as date)", 'order_date', 'day'
            ) }})
        ) as digest
    from days
    group by 1, 2
),

visit_months as (
    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'first_order_date') }} as date) as month_date,
        concat_ws(
            ' ',
            count(*),
            sum(case when kind = 'store' then 1 else 0 end),
            min(first_order_date),
            max(first_order_date)
        ) as digest
    from first_visits
    group by 1, 2
),

months as (
    select
        day_months.customer_id,
        concat_ws(' | ', day_months.digest, visit_months.digest) as digest,
        day_months.month_date
    from day_months
    left join visit_months
        on day_months.customer_id = visit_months.customer_id
            and day_months.month_date = visit_months.month_date
),

{% if is_continued() -%}
    earlier as (
        select * from {{ this }}
        where digest is not null
    ),
{%- endif %}

final as (
    {% if is_continued() -%}
        select
            coalesce(months.customer_id, earlier.customer_id) as customer_id,
            months.digest,
            case
                when months.digest = earlier.digest then earlier.run_number
                else {{ this_run() }}
            end as run_number,
            coalesce(months.month_date, earlier.month_date) as month_date
        from months
        full outer join earlier
            on months.customer_id = earlier.customer_id
                and months.month_date = earlier.month_date
    {%- else -%}
        select
            months.customer_id,
            months.digest,
            {{ this_run() }} as run_number,
            months.month_date
        from months
    {%- endif %}
)

select * from final
