-- Grain: one row per company account, known to sales or by its users of the software.
with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where reject_reason is null
),

users as (
    select * from {{ ref('stg_product__users') }}
    where reject_reason is null
),

members as (
    select * from {{ ref('int_account_members') }}
),

account_ids as (
    select account_id from accounts
    union
    select account_id from users
),

member_totals as (
    select
        account_id,
        count(*) as member_count,
        sum(case when contact_count > 0 then 1 else 0 end) as contact_count,
        sum(case when user_count > 0 then 1 else 0 end) as user_count
    from members
    group by 1
),

final as (
    select
        account_ids.account_id,
        accounts.account_name,
        accounts.domain,
        accounts.industry,
        accounts.country,
        accounts.city,
        accounts.product_tier,
        accounts.owner_role,
        cast(accounts.employee_count as integer) as employee_count,
        cast(coalesce(member_totals.member_count, 0) as integer) as member_count,
        cast(coalesce(member_totals.contact_count, 0) as integer) as contact_count,
        cast(coalesce(member_totals.user_count, 0) as integer) as user_count,
        accounts.account_id is not null as has_crm_record,
        cast(accounts.created_at as timestamp) as created_at
    from account_ids
    left join accounts on account_ids.account_id = accounts.account_id
    left join member_totals on account_ids.account_id = member_totals.account_id
)

select * from final
