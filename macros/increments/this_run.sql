{#- Number of the run at hand: rows of incremental models carry the run that stated them last. -#}
{% macro this_run() -%}
    (select this_run.run_number from raw.this_run as this_run)
{%- endmacro %}
