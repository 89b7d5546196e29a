{#- Connected components of a graph. The model's SQL returns edges as two whole numbers, node_a and node_b; the table is
    (node, component): component is the smallest node that can be reached. A node joined only to itself is its own.

    Each round hooks every node to its smallest neighbour, follows those hooks to their end, and contracts the edges to
    what is left between different ends: rounds grow with the logarithm of the longest path. Only the swap at the end is
    seen by readers. -#}
{% materialization connected_components, default, supported_languages=['sql'] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- set backup = make_backup_relation(target_relation, 'table' if existing is none else existing.type) -%}
    {%- set edges = components_table('edges') -%}
    {%- set loops = components_table('loops') -%}
    {%- set labels = components_table('labels') -%}
    {%- set grant_config = config.get('grants') -%}

    {{ drop_relation_if_exists(load_cached_relation(new_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup)) }}
    {#- What a run that was broken off left behind. -#}
    {% for name in ['edges', 'loops', 'labels', 'roots', 'hooks'] %}
        {% for number in range(-1, 64) %}
            {%- set left = default__components_table(components_name(name, number)) -%}
            {% if load_cached_relation(left) is not none %}{% do components_drop(left) %}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}

    {% do components_check(get_columns_in_query(compiled_code)) %}
    {% do components_write(edges, components_edges_sql(compiled_code)) %}
    {% do components_check_types(edges) %}
    {% do components_write(loops, components_loops_sql(edges)) %}
    {#- Jinja has no break, and the condition of a loop is asked for every item: hence is_open. -#}
    {% set work = namespace(edges=edges, is_open=components_any(components_open_edges_sql(edges))) %}
    {% set hooked = [] %}
    {% for round in range(64) %}{% if work.is_open %}
        {% do hooked.append(components_follow(components_roots_sql(work.edges), round)) %}
        {% set work.edges = components_next(work.edges, components_contract_sql(work.edges, hooked[-1]), round) %}
        {% set work.is_open = components_any(components_open_edges_sql(work.edges)) %}
    {% endif %}{% endfor %}
    {% do components_drop(work.edges) %}
    {% if not hooked %}
        {% do components_write(labels, components_nothing_sql(loops)) %}
    {% endif %}
    {% set work.labels = hooked[-1] if hooked else labels %}
    {% for roots in (hooked[:-1] | reverse) %}
        {% set next_labels = components_table('labels', loop.index) %}
        {% do components_write(next_labels, components_lead_on_sql(roots, work.labels)) %}
        {% do components_drop(roots) %}
        {% do components_drop(work.labels) %}
        {% set work.labels = next_labels %}
    {% endfor %}

    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        {{ create_table_as(False, new_relation, components_final_sql(work.labels, loops)) }}
    {%- endcall %}
    {% if existing is not none %}
        {{ adapter.rename_relation(existing, backup) }}
    {% endif %}
    {{ adapter.rename_relation(new_relation, target_relation) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do apply_grants(target_relation, grant_config, should_revoke(existing, full_refresh_mode=True)) %}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}

    {{ drop_relation_if_exists(backup) }}
    {% do components_drop(work.labels) %}
    {% do components_drop(loops) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {% do log(this.identifier ~ ': ' ~ hooked | length ~ ' rounds') %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
