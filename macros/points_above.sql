{#- How many of the four cut points of an RFM measure a value lies above, 0 to 4. -#}
{% macro points_above(value, measure) -%}
    {%- for share in [20, 40, 60, 80] -%}
    case when {{ value }} > cut_points.{{ measure }}_p{{ share }} then 1 else 0 end{{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
