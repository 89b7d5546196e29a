{#- A landed column in its contract's type: text trimmed, anything else null when it cannot be read. -#}
{% macro typed_column(column, relation=none) -%}
    {%- set value = (relation ~ '.' if relation else '') ~ column.name -%}
    {%- if column.data_type == 'varchar' -%}
        {{ trimmed('cast(' ~ value ~ ' as varchar)') }}
    {%- elif column.data_type == 'timestamp' -%}
        {{ utc_timestamp(value) }}
    {%- else -%}
        try_cast({{ value }} as {{ column.data_type }})
    {%- endif -%}
{%- endmacro %}
