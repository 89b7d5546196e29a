{#- Before a table that is loaded file by file: what it holds of the files that it reads again. -#}
{% macro forget_files() %}
    {%- if is_incremental() -%}
    delete from {{ this }} where landed_number in ({{ files_to_load(loaded_contract()) | join(', ') }})
    {%- endif -%}
{% endmacro %}

{#- The contract of the table that the staging model at hand loads. -#}
{% macro loaded_contract() %}
    {{ return(landing_contracts(*model.name.removeprefix('stg_').split('__'))[0]) }}
{% endmacro %}
