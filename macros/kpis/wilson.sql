{#- Ends of the 95 % interval of a share by Wilson (1927): never below 0, never above 1. z is 1.959964. -#}
{% macro wilson_low(share, n) -%}
    {{ wilson_end(share, n, '-') }}
{%- endmacro %}

{% macro wilson_high(share, n) -%}
    {{ wilson_end(share, n, '+') }}
{%- endmacro %}

{% macro wilson_end(share, n, sign) -%}
    {%- set trials = 'nullif(' ~ n ~ ', 0)' -%}
    ({{ share }} + 1.9207294103470627 / {{ trials }}
    {{ sign }} 1.959963984540054 * sqrt(({{ share }} * (1 - {{ share }}) + 0.9603647051735313 / {{ trials }}) / {{ trials }}))
    / nullif(1 + 3.8414588206941254 / {{ trials }}, 0)
{%- endmacro %}
