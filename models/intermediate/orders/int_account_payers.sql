-- Grain: one row per account with a person who stands for it: the first owner in the
-- software, else the first contact of sales, else the first user.
with users as (
    select * from {{ ref('stg_product__users') }}
    where reject_reason is null
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where reject_reason is null and account_id is not null
),

members as (
    select
        account_id,
        'user_id' as identifier_type,
        user_id as identifier_value,
        case when usage_role = 'owner' then 1 else 3 end as role_rank,
        created_at
    from users
    union all
    select
        account_id,
        'contact_id' as identifier_type,
        contact_id as identifier_value,
        2 as role_rank,
        created_at
    from contacts
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id
            order by
                role_rank asc nulls last,
                created_at asc nulls last,
                identifier_value asc nulls last
        ) as member_rank
    from members
),

final as (
    select
        account_id,
        identifier_type,
        identifier_value
    from ranked
    where member_rank = 1
)

select * from final
