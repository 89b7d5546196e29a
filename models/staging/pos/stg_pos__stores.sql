with judged as (
    {{ judged_records('pos', 'stores') }}
),

final as (
    select
        store_id,
        store_name,
        store_format,
        business_line,
        region,
        city,
        country,
        reject_reason,
        opened_date,
        closed_date
    from judged
)

select * from final
