{#- A UTC timestamp from text or a timestamp; an offset in the text counts. Null when it cannot be read. -#}
{% macro utc_timestamp(value) -%}
    {{ return(adapter.dispatch('utc_timestamp')(value)) }}
{%- endmacro %}

{#- try_cast to timestamp would pass over the offset without a word; the session's time zone is UTC. By microseconds,
    because timezone() takes twice as long. -#}
{% macro duckdb__utc_timestamp(value) -%}
    make_timestamp(epoch_us(try_cast({{ value }} as timestamptz)))
{%- endmacro %}

{% macro spark__utc_timestamp(value) -%}
    try_cast({{ value }} as timestamp)
{%- endmacro %}
