{#- In a refresh: only the as-of date, and the snapshot before it, which moves are compared with. -#}
{% macro since_last_snapshot() -%}
    {%- if is_refresh() -%}
    where snapshots.snapshot_date >= (
        select max(earlier.snapshot_date) from snapshots as earlier where not earlier.is_as_of_date
    )
    {%- endif -%}
{%- endmacro %}
