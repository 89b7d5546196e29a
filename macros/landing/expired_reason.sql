{#- The reason every row carries that is older than its contract lets it be kept; retention is counted by it. -#}
{% macro expired_reason(contract) -%}
    kept for {{ contract.retention_days }} days only
{%- endmacro %}
