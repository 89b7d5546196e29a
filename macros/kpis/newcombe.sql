{#- Ends of the 95 % interval of a difference of two independent shares, larger - smaller, from their Wilson intervals
    (Newcombe 1998, method 10). Arguments are columns: the shares and the ends of each. -#}
{% macro newcombe_low(larger, larger_low, smaller, smaller_high) -%}
    {{ larger }} - {{ smaller }} - {{ hypotenuse(larger ~ ' - ' ~ larger_low, smaller_high ~ ' - ' ~ smaller) }}
{%- endmacro %}

{% macro newcombe_high(larger, larger_high, smaller, smaller_low) -%}
    {{ larger }} - {{ smaller }} + {{ hypotenuse(larger_high ~ ' - ' ~ larger, smaller ~ ' - ' ~ smaller_low) }}
{%- endmacro %}

{% macro hypotenuse(one, other) -%}
    sqrt(({{ one }}) * ({{ one }}) + ({{ other }}) * ({{ other }}))
{%- endmacro %}
