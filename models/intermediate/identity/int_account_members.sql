-- Grain: one row per account and person who belongs to it, as a contact of sales, as a
-- user of the software, or both.
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where reject_reason is null and account_id is not null
),

users as (
    select * from {{ ref('stg_product__users') }}
    where reject_reason is null
),

identified as (
    select * from {{ ref('int_customers_identified') }}
),

members as (
    select
        contacts.account_id,
        identified.customer_id,
        contacts.contact_role,
        cast(null as varchar) as usage_role,
        1 as contact_count,
        0 as user_count,
        contacts.created_at
    from contacts
    inner join identified
        on contacts.contact_id = identified.identifier_value
            and identified.identifier_type = 'contact_id'
    union all
    select
        users.account_id,
        identified.customer_id,
        cast(null as varchar) as contact_role,
        users.usage_role,
        0 as contact_count,
        1 as user_count,
        users.created_at
    from users
    inner join identified
        on users.user_id = identified.identifier_value
            and identified.identifier_type = 'user_id'
),

ranked as (
    select
        account_id,
        customer_id,
        contact_role,
        usage_role,
        contact_count,
        user_count,
        created_at,
        row_number() over (
            partition by account_id, customer_id, contact_count
            order by
                created_at asc nulls last,
                contact_role asc nulls last,
                usage_role asc nulls last
        ) as member_rank
    from members
),

final as (
    select
        account_id,
        customer_id,
        max(case when member_rank = 1 then contact_role end) as contact_role,
        max(case when member_rank = 1 then usage_role end) as usage_role,
        cast(sum(contact_count) as integer) as contact_count,
        cast(sum(user_count) as integer) as user_count,
        min(created_at) as member_since
    from ranked
    group by 1, 2
)

select * from final
