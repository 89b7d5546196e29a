-- Grain: one row per identifier that names a person: node is its number, component the
-- smallest number, so the earliest identifier, of the same person.
{{ config(materialized='connected_components') }}

with edges as (
    select * from {{ ref('int_identity_edges') }}
),

final as (
    select
        node_a,
        node_b
    from edges
)

select * from final
