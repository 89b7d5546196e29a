{#- The steps of the materialization connected_components as queries; benchmarks and tests render them, too. -#}
{% macro components_edges_sql(query) -%}
    select distinct
        least(node_a, node_b) as node_a,
        greatest(node_a, node_b) as node_b
    from ({{ query }}) as given
    where node_a is not null and node_b is not null
{%- endmacro %}

{% macro components_labels_sql(edges) -%}
    select node_a as node, node_a as root from {{ edges }}
    union
    select node_b as node, node_b as root from {{ edges }}
{%- endmacro %}

{% macro components_open_edges_sql(edges) -%}
    select 1 as is_open from {{ edges }} where node_a != node_b limit 1
{%- endmacro %}

{#- Every node's smallest neighbour, which is smaller than the node: following them ends. -#}
{% macro components_roots_sql(edges) -%}
    select node_b as node, min(node_a) as root from {{ edges }} where node_a != node_b group by node_b
{%- endmacro %}

{% macro components_open_roots_sql(roots) -%}
    select 1 as is_open
    from {{ roots }} as child
    inner join {{ roots }} as parent on child.root = parent.node
    limit 1
{%- endmacro %}

{% macro components_jump_sql(roots) -%}
    select child.node, coalesce(parent.root, child.root) as root
    from {{ roots }} as child
    left join {{ roots }} as parent on child.root = parent.node
{%- endmacro %}

{% macro components_relabel_sql(labels, roots) -%}
    select labels.node, coalesce(roots.root, labels.root) as root
    from {{ labels }} as labels
    left join {{ roots }} as roots on labels.root = roots.node
{%- endmacro %}

{% macro components_contract_sql(edges, roots) -%}
    select distinct least(a, b) as node_a, greatest(a, b) as node_b
    from (
        select
            coalesce(root_a.root, edges.node_a) as a,
            coalesce(root_b.root, edges.node_b) as b
        from {{ edges }} as edges
        left join {{ roots }} as root_a on edges.node_a = root_a.node
        left join {{ roots }} as root_b on edges.node_b = root_b.node
        where edges.node_a != edges.node_b
    ) as moved
    where a != b
{%- endmacro %}

{% macro components_final_sql(labels) -%}
    select node, root as component from {{ labels }}
{%- endmacro %}
