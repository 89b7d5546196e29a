-- Grain: one row per customer with what is on file about the person; no contact data
-- and no exact birthday. The loyalty card speaks where several records do.
with listed as (
    select * from {{ ref('int_customers_listed') }}
),

members as (
    select * from {{ ref('stg_pos__loyalty_members') }}
    where reject_reason is null
),

golden as (
    select * from {{ ref('int_customers_golden') }}
),

households as (
    select * from {{ ref('int_households') }}
),

locations as (
    select * from {{ ref('int_customer_locations') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

aged as (
    select
        golden.customer_id,
        golden.gender,
        {{ dbt.datediff('golden.birth_date', 'as_of.as_of_date', 'year') }}
        - case
            when extract(month from golden.birth_date) * 100
                + extract(day from golden.birth_date)
                > extract(month from as_of.as_of_date) * 100
                + extract(day from as_of.as_of_date)
                then 1
            else 0
        end as age
    from golden
    cross join as_of
),

-- Who belongs to several accounts is told by the one that the person joined first.
accounts as (
    select
        *,
        count(*) over (partition by customer_id) as account_count,
        row_number() over (
            partition by customer_id
            order by member_since asc nulls last, account_id asc nulls last
        ) as account_rank
    from {{ ref('int_account_members') }}
),

final as (
    select
        listed.customer_id,
        accounts.account_id,
        households.household_id,
        locations.store_id as usual_store_id,
        coalesce(
            members.age_band,
            case
                when aged.age < 0 or aged.age >= 120 then null
                when aged.age < 18 then 'Under 18'
                when aged.age < 25 then '18-24'
                when aged.age < 35 then '25-34'
                when aged.age < 45 then '35-44'
                when aged.age < 55 then '45-54'
                when aged.age < 65 then '55-64'
                when aged.age >= 65 then '65+'
            end
        ) as age_band,
        coalesce(aged.gender, members.gender) as gender,
        members.occupation,
        members.income_band,
        members.home_ownership,
        members.marital_status,
        members.household_size,
        members.household_composition,
        members.children_count,
        locations.city,
        locations.evidence as city_evidence,
        accounts.contact_role,
        accounts.usage_role,
        accounts.account_count,
        households.member_count as household_member_count,
        members.joined_date
    from listed
    left join members on listed.loyalty_member_id = members.loyalty_member_id
    left join aged on listed.customer_id = aged.customer_id
    left join households on listed.customer_id = households.customer_id
    left join locations on listed.customer_id = locations.customer_id
    left join accounts
        on listed.customer_id = accounts.customer_id and accounts.account_rank = 1
)

select * from final
