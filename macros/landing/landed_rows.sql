{#- Rows of landed files in their contract's columns and types, read as each file has them: what a file holds in the right type
    is not touched. malformed_columns lists, between bars, those that hold a value which cannot be read as its type.
    Of all files, or of those with the numbers in `only`. -#}
{% macro landed_rows(table, landed, only=none) %}
    {%- set selects = [] -%}
    {%- for group in landed.groups if landed -%}
        {%- set numbers = group.numbers if only is none else group.numbers | select('in', only) | list -%}
        {%- if numbers -%}{%- do selects.append(landed_group(table, landed.files, group, numbers)) -%}{%- endif -%}
    {%- endfor -%}
    {%- if not selects %}
    select
        {% for column in table.columns -%}
        cast(null as {{ column.data_type }}) as {{ column.name }},
        {% endfor -%}
        {{ 'cast(null as integer) as landed_number,' if table.is_incremental }}
        cast(null as varchar) as malformed_columns
    where false
    {%- endif -%}
    {{ selects | join('\n    union all\n') }}
{% endmacro %}

{% macro landed_group(table, files, group, numbers) %}
    {%- set malformed = [] -%}
    {%- set paths = [] -%}
    {%- for number in numbers -%}{%- do paths.append(files[number].path) -%}{%- endfor %}
    select
        {% for column in table.columns -%}
        {%- set held = group.types.get(column.name) -%}
        {%- if not held -%}
        cast(null as {{ column.data_type }})
        {%- elif held == column.data_type and held != 'varchar' -%}
        {{ column.name }}
        {%- else -%}
        {%- if column.data_type != 'varchar' -%}{%- do malformed.append(column) -%}{%- endif -%}
        {{ typed_column(column) }}
        {%- endif %} as {{ column.name }},
        {% endfor -%}
        {{ 'cast([' ~ numbers | join(', ') ~ '][cast(file_index as bigint) + 1] as integer) as landed_number,' if table.is_incremental }}
        {% if malformed -%}
        concat_ws('|', ''
            {%- for column in malformed -%}
            , case when nullif(trim(cast({{ column.name }} as varchar)), '') is not null
                and {{ typed_column(column) }} is null then '{{ column.name }}' end
            {%- endfor -%}
        , '')
        {%- else -%}cast(null as varchar){%- endif %} as malformed_columns
    from {{ group.reader }}([{{ paths | join(', ') }}], {{ group.options }})
{%- endmacro %}

{#- Whether a landed row holds a value in a column that cannot be read as the contract's type. -#}
{% macro is_malformed(column) -%}
    coalesce(malformed_columns like '%|{{ column.name }}|%', false)
{%- endmacro %}
