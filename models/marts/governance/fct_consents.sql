-- Grain: customer x purpose x time from which consent held without a break. Browsers
-- and devices that are nobody's yet are left out.
with granted as (
    select * from {{ ref('int_consents_granted') }}
),

customers as (
    select * from {{ ref('dim_customers') }}
    where is_known
),

records as (
    select * from {{ ref('int_consents_recorded') }}
    where action = 'granted'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- Two answers at one moment: the first record tells of both.
ranked as (
    select
        holder_id,
        purpose,
        place,
        benefit,
        wording_version,
        recorded_at,
        row_number() over (
            partition by holder_id, purpose, recorded_at
            order by consent_id asc nulls last
        ) as record_rank
    from records
),

final as (
    select
        granted.holder_id as customer_id,
        granted.purpose,
        ranked.place,
        ranked.benefit,
        ranked.wording_version,
        granted.is_vouched,
        granted.valid_from_date <= as_of.as_of_date
        and granted.valid_to_date > as_of.as_of_date as is_current,
        cast(granted.valid_from as timestamp) as valid_from,
        cast(
            nullif(granted.valid_to, cast('9999-12-31' as timestamp)) as timestamp
        ) as valid_to
    from granted
    cross join as_of
    inner join customers on granted.holder_id = customers.customer_id
    left join ranked
        on granted.holder_id = ranked.holder_id
            and granted.purpose = ranked.purpose
            and granted.valid_from = ranked.recorded_at
            and ranked.record_rank = 1
)

select * from final
