-- Grain: one row per persona on the as-of date: who they are in a line, how many, what
-- the company wants of them, whether the card may be used, and how well it describes
-- its members. Customers add up.
with members as (
    select * from {{ ref('fct_persona_members') }}
),

clustomers as (
    select * from {{ ref('dim_clustomers') }}
),

segments as (
    select * from {{ ref('dim_segments') }}
    where segment_type = 'rfm'
),

models as (
    select * from {{ ref('dim_clustomer_models') }}
    where business_line = 'all'
),

reviews as (
    select * from {{ ref('int_personas_reviewed') }}
),

names as (
    select * from {{ ref('persona_names') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

sized as (
    select
        persona_id,
        min(source_kind) as source_kind,
        min(source_id) as source_id,
        count(*) as customer_count,
        sum(count(*)) over () as all_count,
        row_number() over (order by persona_id asc nulls last) - 1 as persona_number,
        avg(membership_share) as fit,
        avg(case when membership_share < 0.6 then 1.0 else 0.0 end) as badly_fit_share
    from members
    group by 1
),

described as (
    select
        sized.*,
        coalesce(clustomers.clustomer_name, segments.description) as tagline,
        coalesce(clustomers.sets_apart, segments.entry_rule) as sets_apart,
        coalesce(clustomers.objective, segments.objective) as objective,
        coalesce(clustomers.action, segments.action) as action,
        clustomers.channel,
        clustomers.offer,
        coalesce(clustomers.owner_role, segments.owner_role) as owner_role,
        coalesce(clustomers.kpi_id, segments.kpi_id) as kpi_id,
        clustomers.quarter_before_share
    from sized
    left join clustomers on sized.source_id = clustomers.clustomer_id
    left join segments
        on sized.source_id = segments.segment and sized.source_kind = 'segment'
),

final as (
    select
        described.persona_id,
        names.persona_name,
        described.tagline,
        described.source_kind,
        described.source_id,
        case
            when reviews.persona_id is null then 'draft'
            when reviews.verdict != 'keep' then 'draft'
            when {{ dbt.datediff('reviews.reviewed_at', 'as_of.as_of_date', 'day') }}
                > 92
                then 'stale'
            when
                described.source_kind = 'clustomer' and not models.is_valid
                then 'stale'
            else 'validated'
        end as status,
        described.sets_apart,
        described.objective,
        described.action,
        described.channel,
        described.offer,
        described.owner_role,
        described.kpi_id,
        reviews.owner_role as reviewed_by_role,
        reviews.verdict as review_verdict,
        cast(described.customer_count as integer) as customer_count,
        cast(coalesce(reviews.review_count, 0) as integer) as review_count,
        cast(described.customer_count as double) / nullif(described.all_count, 0)
            as customer_share,
        cast(described.quarter_before_share as double) as quarter_before_share,
        cast(described.fit as double) as average_membership_share,
        cast(described.badly_fit_share as double) as badly_described_share,
        cast(reviews.reviewed_at as date) as reviewed_date,
        as_of.as_of_date
    from described
    cross join as_of
    cross join models
    inner join names
        on described.persona_number
            - 12 * floor(described.persona_number / 12) = names.name_order
    left join reviews on described.persona_id = reviews.persona_id
)

select * from final
