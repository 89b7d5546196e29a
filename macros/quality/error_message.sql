{#- What may be kept of an error: which node failed and the engine's class of error. The engine's own words can quote
    data ("could not convert string '...'"), and so can a failed test, so neither is kept. -#}
{% macro error_message(result) -%}
    {%- set lines = (result.message or '').strip().splitlines() -%}
    {%- if result.status | string == 'error' and lines -%}
        {%- set error_class = modules.re.match(' *([A-Za-z ]+ Error):', lines[1]) if lines | length > 1 else none -%}
        {{ return((lines[0] ~ (': ' ~ error_class.group(1) if error_class else ''))[:200]) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}
