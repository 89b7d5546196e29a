-- Grain: one row per former customer_id and the customer whom its identifiers name now.
-- One former id with several rows was split; counts of identifiers add up.
with given as (
    select * from {{ ref('int_customer_ids_given') }}
),

identified as (
    select * from {{ ref('int_customers_identified') }}
),

current_ids as (
    select customer_id
    from identified
    group by 1
),

resolved as (
    select
        given.customer_id as former_customer_id,
        coalesce(identified.customer_id, 'unknown') as customer_id,
        current_ids.customer_id is not null as is_still_used,
        count(*) as identifier_count,
        min(given.given_date) as first_given_date,
        min(given.known_from) as former_known_from,
        max(identified.known_from) as known_from
    from given
    left join identified
        on given.identifier_type = identified.identifier_type
            and given.identifier_value = identified.identifier_value
    left join current_ids on given.customer_id = current_ids.customer_id
    group by 1, 2, 3
),

targets as (
    select
        former_customer_id,
        count(*) as target_count
    from resolved
    where customer_id != 'unknown'
    group by 1
),

final as (
    select
        resolved.former_customer_id,
        resolved.customer_id,
        case
            when resolved.customer_id = 'unknown' then 'withdrawn'
            when targets.target_count > 1 then 'split'
            else 'merge'
        end as change_kind,
        cast(resolved.identifier_count as integer) as identifier_count,
        resolved.is_still_used,
        resolved.first_given_date,
        resolved.former_known_from,
        resolved.known_from
    from resolved
    left join targets on resolved.former_customer_id = targets.former_customer_id
    where resolved.former_customer_id != resolved.customer_id
)

select * from final
