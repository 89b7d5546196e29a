{#- Texts of a group in one, in the order of a number; nulls are left out. -#}
{% macro listed(value, separator, position) -%}
    {{ return(adapter.dispatch('listed')(value, separator, position)) }}
{%- endmacro %}

{% macro duckdb__listed(value, separator, position) -%}
    string_agg({{ value }}, '{{ separator }}' order by {{ position }} asc nulls last)
{%- endmacro %}

{% macro spark__listed(value, separator, position) -%}
    concat_ws('{{ separator }}', transform(
        array_sort(collect_list(case when {{ value }} is not null then struct({{ position }} as p, {{ value }} as v) end)),
        one -> one.v
    ))
{%- endmacro %}
