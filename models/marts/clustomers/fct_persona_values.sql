-- Grain: persona x measure: what its members bring, and what the others do, with the
-- number of customers behind it. Shares of customers and of sales add up over personas.
with members as (
    select * from {{ ref('fct_persona_members') }}
),

margins as (
    select * from {{ ref('fct_customer_margins') }}
    where is_as_of_date
),

predicted as (
    select * from {{ ref('fct_customer_clv') }}
),

joined as (
    select
        members.persona_id,
        members.customer_id,
        cast(margins.net_sales_amount as double) as net_sales_amount,
        cast(margins.contribution_amount as double) as contribution_amount,
        predicted.expected_value_365d
    from members
    left join margins on members.customer_id = margins.customer_id
    left join predicted on members.customer_id = predicted.customer_id
),

long as (
    select
        joined.persona_id,
        named.measure,
        named.amount
    from joined
    cross join
        lateral (
            values
            ('net_sales', coalesce(net_sales_amount, 0)),
            ('contribution', contribution_amount),
            ('expected_value', expected_value_365d)
        ) as named (measure, amount)
    where named.amount is not null
),

summed as (
    select
        persona_id,
        measure,
        count(*) as customer_count,
        sum(amount) as amount
    from long
    group by 1, 2
),

split as (
    select
        summed.*,
        sum(summed.customer_count) over (partition by summed.measure)
        - summed.customer_count as other_count,
        sum(summed.amount) over (partition by summed.measure)
        - summed.amount as other_amount
    from summed
),

means as (
    select
        persona_id,
        concat_ws('_', measure, 'per_customer') as measure,
        'currency' as unit,
        customer_count,
        amount / nullif(customer_count, 0) as persona_value,
        other_amount / nullif(other_count, 0) as others_value
    from split
),

shares as (
    select
        persona_id,
        'customer_share' as measure,
        'share' as unit,
        customer_count,
        cast(customer_count as double)
        / nullif(customer_count + other_count, 0) as persona_value,
        cast(null as double) as others_value
    from split
    where measure = 'net_sales'
    union all
    select
        persona_id,
        concat_ws('_', measure, 'share') as measure,
        'share' as unit,
        customer_count,
        amount / nullif(amount + other_amount, 0) as persona_value,
        cast(null as double) as others_value
    from split
    where measure in ('net_sales', 'contribution')
),

united as (
    select * from means
    union all
    select * from shares
),

final as (
    select
        persona_id,
        measure,
        unit,
        cast(customer_count as integer) as customer_count,
        cast(persona_value as double) as persona_value,
        cast(others_value as double) as others_value
    from united
    where customer_count >= {{ var('min_group_size') }}
)

select * from final
