{#- The steps of the materialization connected_components as queries; benchmarks and tests render them, too. -#}
{% macro components_edges_sql(query) -%}
    select
        least(node_a, node_b) as node_a,
        greatest(node_a, node_b) as node_b
    from ({{ query }}) as given
    where node_a is not null and node_b is not null
{%- endmacro %}

{#- Nodes that are joined to themselves: they may be joined to nothing else. -#}
{% macro components_loops_sql(edges) -%}
    select node_a as node from {{ edges }} where node_a = node_b group by node_a
{%- endmacro %}

{% macro components_open_edges_sql(edges) -%}
    select 1 as is_open from {{ edges }} where node_a != node_b limit 1
{%- endmacro %}

{#- Every node's smallest neighbour, which is smaller than the node: following them ends. -#}
{% macro components_roots_sql(edges) -%}
    select node_b as node, min(node_a) as root, true as is_open
    from {{ edges }}
    where node_a != node_b
    group by node_b
{%- endmacro %}

{% macro components_open_roots_sql(roots) -%}
    select 1 as is_open from {{ roots }} where is_open limit 1
{%- endmacro %}

{#- Two steps on for each hook that may not have ended: what has ended is copied, which costs a tenth. -#}
{% macro components_jump_sql(roots) -%}
    select node, root, is_open from {{ roots }} where not is_open
    union all
    select
        child.node,
        coalesce(grandparent.root, parent.root, child.root) as root,
        grandparent.node is not null as is_open
    from {{ roots }} as child
    left join {{ roots }} as parent on child.root = parent.node
    left join {{ roots }} as grandparent on parent.root = grandparent.node
    where child.is_open
{%- endmacro %}

{#- Nodes hooked in one round, led on by the rounds after it; no node is hooked twice. -#}
{% macro components_lead_on_sql(roots, labels) -%}
    select roots.node, coalesce(labels.root, roots.root) as root
    from {{ roots }} as roots
    left join {{ labels }} as labels on roots.root = labels.node
    union all
    select node, root from {{ labels }}
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

{#- What was hooked; and what was not: the ends of the hooks, and loops that nothing else joins. -#}
{% macro components_final_sql(labels, loops) -%}
    select node, root as component from {{ labels }}
    union all
    select root as node, root as component from {{ labels }} group by root
    union all
    select loops.node, loops.node as component
    from {{ loops }} as loops
    where
        not exists (select 1 from {{ labels }} as hooked where hooked.node = loops.node)
        and not exists (select 1 from {{ labels }} as ends where ends.root = loops.node)
{%- endmacro %}

{#- The labels of a graph without edges: none. -#}
{% macro components_nothing_sql(loops) -%}
    select node, node as root from {{ loops }} where false
{%- endmacro %}
