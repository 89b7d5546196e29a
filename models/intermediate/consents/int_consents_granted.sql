-- Grain: holder x purpose x time from which consent held without a break: from the
-- moment it was given, to the moment it was withdrawn, which is the first without it.
with records as (
    select * from {{ ref('int_consents_recorded') }}
    where action != 'shown'
),

known as (
    select * from {{ ref('int_identifiers_known') }}
),

customers as (
    select * from {{ ref('int_customers_identified') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

purposes as (
    select * from {{ ref('consent_purposes') }}
),

-- What a person said anywhere counts everywhere. Of two answers at one moment the no
-- counts.
answers as (
    select
        holder_id,
        purpose,
        min(case when action = 'granted' then 1 else 0 end) = 1 as is_granted,
        recorded_at
    from records
    group by 1, 2, 4
),

compared as (
    select
        *,
        lag(is_granted) over (
            partition by holder_id, purpose order by recorded_at asc nulls last
        ) as was_granted
    from answers
),

periods as (
    select
        holder_id,
        purpose,
        is_granted,
        recorded_at as valid_from,
        lead(recorded_at) over (
            partition by holder_id, purpose order by recorded_at asc nulls last
        ) as valid_to
    from compared
    where was_granted is null or was_granted != is_granted
),

-- Consent that the company holds elsewhere and vouches for: of all who said nothing.
vouched as (
    select
        coalesce(customers.customer_id, {{ hashed('known.identifier_value') }})
            as holder_id,
        purposes.purpose
    from known
    cross join company
    inner join purposes
        on {{ matches(
            'company.vouched_purposes',
            "concat_ws('', '(^|, *)', purposes.purpose, ' *(,|$)')"
        ) }}
    left join customers
        on known.identifier_type = customers.identifier_type
            and known.identifier_value = customers.identifier_value
    group by 1, 2
),

granted as (
    select
        holder_id,
        purpose,
        false as is_vouched,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as timestamp)) as valid_to
    from periods
    where is_granted
    union all
    select
        vouched.holder_id,
        vouched.purpose,
        true as is_vouched,
        cast('1900-01-01' as timestamp) as valid_from,
        cast('9999-12-31' as timestamp) as valid_to
    from vouched
    left join periods
        on vouched.holder_id = periods.holder_id and vouched.purpose = periods.purpose
    where periods.holder_id is null
),

final as (
    select
        granted.holder_id,
        granted.purpose,
        granted.is_vouched,
        {{ local_date('granted.valid_from', 'company') }} as valid_from_date,
        {{ local_date('granted.valid_to', 'company') }} as valid_to_date,
        granted.valid_from,
        granted.valid_to
    from granted
)

select * from final
