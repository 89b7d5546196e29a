{#- The working tables of the materialization connected_components. DuckDB keeps them as temporary tables, so in memory
    as far as that goes: written to the warehouse they cost twice the time. Engines without temporary tables keep them
    beside the model. Outside dbt's transaction: what a round no longer needs is given back at once. -#}
{% macro components_table(name, number=-1) %}
    {{ return(adapter.dispatch('components_table')(components_name(name, number))) }}
{% endmacro %}

{% macro components_name(name, number) -%}
    {{ return(this.identifier ~ '__' ~ name ~ ('_' ~ number if number >= 0 else '')) }}
{%- endmacro %}

{% macro default__components_table(identifier) %}
    {{ return(api.Relation.create(
        database=this.database, schema=this.schema, identifier=identifier, type='table'
    )) }}
{% endmacro %}

{% macro duckdb__components_table(identifier) %}
    {{ return(api.Relation.create(identifier=identifier, type='table')) }}
{% endmacro %}

{% macro components_write(relation, query) %}
    {% do components_drop(relation) %}
    {% do run_query(adapter.dispatch('components_write_sql')(relation, query)) %}
{% endmacro %}

{% macro default__components_write_sql(relation, query) -%}
    {{ return(create_table_as(False, relation, query)) }}
{%- endmacro %}

{% macro duckdb__components_write_sql(relation, query) -%}
    create temporary table {{ relation }} as {{ query }}
{%- endmacro %}

{% macro components_drop(relation) %}
    {% do run_query('drop table if exists ' ~ relation) %}
{% endmacro %}

{#- Writes the next state of a working table and gives back the one before. -#}
{% macro components_next(relation, query, round) %}
    {%- set next_relation = components_table(relation.identifier.split('__')[-1].split('_')[0], round) -%}
    {% do components_write(next_relation, query) %}
    {% do components_drop(relation) %}
    {{ return(next_relation) }}
{% endmacro %}

{% macro components_any(query) %}
    {{ return(run_query(query).rows | length > 0) }}
{% endmacro %}

{#- The adapter's own renaming would open dbt's transaction before the work is done. -#}
{% macro components_rename_sql(relation, new_relation) -%}
    {{ return(adapter.dispatch('components_rename_sql')(relation, new_relation)) }}
{%- endmacro %}

{% macro default__components_rename_sql(relation, new_relation) -%}
    alter table {{ relation }} rename to {{ new_relation }}
{%- endmacro %}

{% macro duckdb__components_rename_sql(relation, new_relation) -%}
    alter table {{ relation }} rename to {{ new_relation.identifier }}
{%- endmacro %}

{#- Follows every hook of a round to its end; each jump halves the way. -#}
{% macro components_follow(query, round) %}
    {%- set work = namespace(roots=components_table('hooks'), is_open=true) -%}
    {%- set roots = components_table('roots', round) -%}
    {% do components_write(work.roots, query) %}
    {% for jump in range(64) %}{% if work.is_open %}
        {% set work.roots = components_next(work.roots, components_jump_sql(work.roots), jump) %}
        {% set work.is_open = components_any(components_open_roots_sql(work.roots)) %}
    {% endif %}{% endfor %}
    {% do components_drop(roots) %}
    {% do run_query(components_rename_sql(work.roots, roots)) %}
    {{ return(roots) }}
{% endmacro %}

{% macro components_check(columns) %}
    {%- set missing = ['node_a', 'node_b'] | reject('in', columns | map('lower')) | list -%}
    {% if missing %}
        {% do exceptions.raise_compiler_error(
            'Model ' ~ this.identifier ~ ' is materialized as connected_components, but its SQL does not return '
            ~ missing | join(' and ') ~ ' (it returns ' ~ columns | join(', ')
            ~ '). Select each edge as two whole numbers named node_a and node_b.'
        ) %}
    {% endif %}
{% endmacro %}

{#- By a query of one row: looking the columns up would open dbt's transaction before the work is done. -#}
{% macro components_check_types(edges) %}
    {%- set found = run_query('select typeof(node_a), typeof(node_b) from ' ~ edges ~ ' limit 1').rows -%}
    {% for type in (found[0].values() if found else []) if 'int' not in type | lower %}
        {% do components_drop(edges) %}
        {% do exceptions.raise_compiler_error(
            'Model ' ~ this.identifier ~ ' is materialized as connected_components, but its '
            ~ ['node_a', 'node_b'][loop.index0] ~ ' is a ' ~ type
            ~ '. Number the nodes (row_number) and cast both columns to bigint.'
        ) %}
    {% endfor %}
{% endmacro %}
