{#- Days that are looked at to see disengagement: the recent ones and the baseline before them. -#}
{% macro engagement_days() -%}
    {{ return(var('disengagement_days') + var('disengagement_baseline_days')) }}
{%- endmacro %}
