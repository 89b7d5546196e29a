-- Grain: one row per customer who shares an address and a last name with another. What
-- they have in common is evidence, not proof: nothing else is merged by it.
with golden as (
    select * from {{ ref('int_customers_golden') }}
    where street is not null and postal_code is not null and last_name is not null
),

-- Weg 4, WEG 4 and Hauptstraße 1, Hauptstr. 1 are one address each.
addressed as (
    select
        customer_id,
        concat_ws(
            '|',
            {{ without_pattern('lower(street)', 'aße|asse|[^a-z0-9äöü]') }},
            lower(postal_code),
            {{ without_pattern('lower(last_name)', '[^a-zäöüß]') }}
        ) as address
    from golden
),

sized as (
    select
        address,
        count(*) as member_count
    from addressed
    group by 1
),

final as (
    select
        addressed.customer_id,
        {{ hashed('addressed.address') }} as household_id,
        'same address and last name' as evidence,
        sized.member_count
    from addressed
    inner join sized on addressed.address = sized.address
    where sized.member_count > 1
)

select * from final
