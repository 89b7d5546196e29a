{#- Nothing is lost in staging: as many rows as were landed, whatever was wrong with them. -#}
{% test conserved(model, system, table) %}
    with landed as (
        select count(*) as row_count
        from {{ source(system, table) }}
    ),

    staged as (
        select count(*) as row_count
        from {{ model }}
    )

    select
        landed.row_count as landed_row_count,
        staged.row_count as staged_row_count
    from landed
    cross join staged
    where landed.row_count != staged.row_count
{% endtest %}
