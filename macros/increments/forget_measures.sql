{#- Before fct_measures_stated: of the runs that it remembers, only the last is compared with this one. -#}
{% macro forget_measures() %}
    {%- if is_incremental() -%}
    delete from {{ this }} where run_number < (select max(run_number) from {{ this }})
    {%- endif -%}
{% endmacro %}
