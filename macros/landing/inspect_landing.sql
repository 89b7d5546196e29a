{#- What lies in the landing zone, held against the contracts: readers and columns by table, problems, warnings. -#}
{% macro inspect_landing(tables) %}
    {%- set workspace = env_var('CLUSTOMERS_WORKSPACE', 'data/demo') ~ ('/refresh' if is_refresh() else '') -%}
    {%- set query -%}
        select inspect_landing('{{ workspace }}', '{{ tojson(tables) | replace("'", "''") }}')
    {%- endset -%}
    {{ return(fromjson(run_query(query).columns[0].values()[0])) }}
{% endmacro %}
