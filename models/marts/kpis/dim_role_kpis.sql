-- Grain: role x kpi that its boards open with, and what the KPI means.
with role_kpis as (
    select * from {{ ref('role_kpis') }}
),

roles as (
    select * from {{ ref('roles') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

final as (
    select
        role_kpis.role_id,
        role_kpis.kpi_id,
        roles.role_name,
        roles.question,
        catalog.kpi_name,
        catalog.formula,
        catalog.unit,
        catalog.direction,
        catalog.owner_role,
        catalog.source,
        cast(role_kpis.sort_order as integer) as sort_order,
        cast(catalog.minimum_n as integer) as minimum_n,
        cast(catalog.definition_version as integer) as definition_version,
        catalog.valid_from
    from role_kpis
    inner join roles on role_kpis.role_id = roles.role_id
    inner join catalog on role_kpis.kpi_id = catalog.kpi_id
)

select * from final
