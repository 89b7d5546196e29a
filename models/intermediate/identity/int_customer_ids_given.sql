-- Grain: one row per identifier and customer_id that it was ever given. The memory
-- between builds: an id that a report holds must resolve, also when what is landed now
-- gives another. Rows are only added; a full refresh starts again from what is landed.
{{ config(materialized='incremental', incremental_strategy='append') }}

with dated as (
    select * from {{ ref('int_customer_ids_dated') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

given as (
    select
        identifier_type,
        identifier_value,
        customer_id,
        min(known_from) as known_from
    from dated
    group by 1, 2, 3
),

final as (
    select
        given.identifier_type,
        given.identifier_value,
        given.customer_id,
        as_of.as_of_date as given_date,
        given.known_from
    from given
    cross join as_of
    {% if is_incremental() -%}
        left join {{ this }} as earlier
            on given.identifier_type = earlier.identifier_type
                and given.identifier_value = earlier.identifier_value
                and given.customer_id = earlier.customer_id
        where earlier.customer_id is null
    {%- endif %}
)

select * from final
