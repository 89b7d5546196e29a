-- Grain: one row per term that tables, boards and cards use: KPIs, segments,
-- clustomers, personas, the features that clustomers are made from, and events.
with kpis as (
    select * from {{ ref('kpi_catalog') }}
    where valid_to is null
),

segments as (
    select * from {{ ref('dim_segments') }}
),

clustomers as (
    select * from {{ ref('dim_clustomers') }}
),

personas as (
    select * from {{ ref('dim_personas') }}
),

themes as (
    select * from {{ ref('dim_voice_themes') }}
    where is_current
),

features as (
    select * from {{ ref('clustomer_features') }}
    where feature not like 'theme_%'
),

events as (
    select
        event_name,
        min(category) as category,
        min(owner_role) as owner_role
    from {{ ref('dim_event_types') }}
    where not is_unmapped
    group by 1
),

terms as (
    select
        'KPI' as term_kind,
        kpi_id as term_id,
        kpi_name as term,
        formula as definition,
        owner_role
    from kpis
    union all
    select
        'segment' as term_kind,
        concat_ws('-', segment_type, segment) as term_id,
        segment as term,
        concat_ws('. ', description, concat_ws(': ', 'What for', objective))
            as definition,
        owner_role
    from segments
    union all
    select
        'clustomer' as term_kind,
        clustomer_id as term_id,
        clustomer_id as term,
        concat_ws(' ', 'Customers who', concat_ws('. ', clustomer_name, sets_apart))
            as definition,
        owner_role
    from clustomers
    union all
    select
        'persona' as term_kind,
        persona_id as term_id,
        persona_name as term,
        concat_ws(' ', 'Stands for', concat_ws(': ', source_id, tagline))
            as definition,
        owner_role
    from personas
    union all
    select
        'feature' as term_kind,
        feature as term_id,
        feature_label as term,
        concat_ws(' ', 'High: they', concat_ws('. Low: they ', high_words, low_words))
            as definition,
        null as owner_role
    from features
    union all
    select
        'theme' as term_kind,
        theme_id as term_id,
        theme_name as term,
        concat_ws(' ', 'What people speak of in the words', words) as definition,
        'research lead' as owner_role
    from themes
    union all
    select
        'event' as term_kind,
        event_name as term_id,
        event_name as term,
        concat_ws(' ', 'An event of the category', category) as definition,
        owner_role
    from events
),

final as (
    select
        term_kind,
        replace(term_id, ' ', '-') as term_id,
        term,
        definition,
        owner_role
    from terms
)

select * from final
