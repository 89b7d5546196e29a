-- landed = accepted + duplicate + rejected + expired for every table, and every row not
-- accepted is listed with its reason.
with landed as (
    select * from {{ ref('fct_landed_records') }}
),

listed as (
    select
        system_name,
        table_name,
        sum(case when is_duplicate then row_count else 0 end) as duplicate_count,
        sum(case when is_expired then row_count else 0 end) as expired_count,
        sum(case when is_duplicate or is_expired then 0 else row_count end)
            as rejected_count
    from {{ ref('fct_rejected_records') }}
    group by 1, 2
)

select
    landed.system_name,
    landed.table_name,
    landed.landed_count,
    landed.accepted_count,
    landed.duplicate_count,
    landed.rejected_count,
    landed.expired_count
from landed
left join listed
    on landed.system_name = listed.system_name and landed.table_name = listed.table_name
where
    landed.landed_count
    != landed.accepted_count + landed.duplicate_count + landed.rejected_count
    + landed.expired_count
    or landed.duplicate_count != coalesce(listed.duplicate_count, 0)
    or landed.rejected_count != coalesce(listed.rejected_count, 0)
    or landed.expired_count != coalesce(listed.expired_count, 0)
