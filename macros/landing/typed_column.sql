{#- A landed column in its contract's type: text trimmed, anything else null when it cannot be read. -#}
{% macro typed_column(column) -%}
    {%- if column.data_type == 'varchar' -%}
        {{ trimmed('cast(' ~ column.name ~ ' as varchar)') }}
    {%- elif column.data_type == 'timestamp' -%}
        {{ utc_timestamp(column.name) }}
    {%- else -%}
        try_cast({{ column.name }} as {{ column.data_type }})
    {%- endif -%}
{%- endmacro %}
