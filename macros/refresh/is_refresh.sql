{#- Whether only what new files touch is made, beside the last build: the target `refresh` (docs/refresh.md). -#}
{% macro is_refresh() %}
    {{ return(target.name == 'refresh') }}
{% endmacro %}
