{#- The UTC timestamp that lies so many microseconds after 1970: the way back from microseconds. -#}
{% macro timestamp_of(microseconds) -%}
    {{ return(adapter.dispatch('timestamp_of')(microseconds)) }}
{%- endmacro %}

{% macro duckdb__timestamp_of(microseconds) -%}
    make_timestamp({{ microseconds }})
{%- endmacro %}

{% macro spark__timestamp_of(microseconds) -%}
    timestamp_micros({{ microseconds }})
{%- endmacro %}
