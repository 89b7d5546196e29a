{#- Before int_customer_features: the snapshots of customers whose orders are others than the last run saw, from the month
    on in which they are, and those that are no snapshot with consent any more: yesterday's as-of row is one. -#}
{% macro forget_snapshots(months, consented) %}
    {%- if is_incremental() -%}
    delete from {{ this }} as stated
    using (
        select months.customer_id, min(months.month_date) as changed_from
        from {{ months }} as months
        where months.run_number > {{ last_run(model.name) }}
        group by 1
    ) as changed
    where stated.customer_id = changed.customer_id and stated.snapshot_date >= changed.changed_from;
    delete from {{ this }}
    where (customer_id, snapshot_date, is_as_of_date, is_month_end) not in (
        select (consented.customer_id, consented.snapshot_date, consented.is_as_of_date, consented.is_month_end)
        from {{ consented }} as consented
    )
    {%- endif -%}
{% endmacro %}
