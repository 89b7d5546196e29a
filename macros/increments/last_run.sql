{#- Number of the run in which a model of a group of increments was last made; the number at hand when it never was,
    so that nothing is new to it: it will be made whole. As a literal, for it decides what is read at all. -#}
{% macro last_run(model_name) %}
    {%- if not execute -%}{{ return(0) }}{%- endif -%}
    {%- set query -%}
        select run_number from raw.increments where model_name = '{{ model_name }}'
        union all
        select run_number from raw.this_run
        order by 1
        limit 1
    {%- endset -%}
    {{ return(run_query(query).rows[0][0]) }}
{% endmacro %}
