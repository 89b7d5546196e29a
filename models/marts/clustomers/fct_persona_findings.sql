-- Grain: persona x metric x item: every figure that a card may tell of, with what it is
-- compared to and on how many it rests, and its rank among those of its metric. Nothing
-- adds up.
with traits as (
    select * from {{ ref('fct_persona_traits') }}
),

profiles as (
    select * from {{ ref('fct_clustomer_profiles') }}
    where business_line = 'all'
        and block_rank = 1
        and abs(difference) >= 0.5
        and feature_weight > 0
),

persona_values as (
    select * from {{ ref('fct_persona_values') }}
),

frictions as (
    select * from {{ ref('fct_persona_frictions') }}
    where difference_low > 0
),

findings as (
    select
        persona_id,
        metric,
        item,
        label,
        unit,
        persona_value,
        comparison_value,
        observation_count,
        source_table,
        strength
    from traits
    union all
    select
        replace(clustomer_id, 'clustomer', 'persona') as persona_id,
        'feature' as metric,
        feature_words as item,
        feature_label as label,
        unit,
        feature_value as persona_value,
        overall_value as comparison_value,
        exposure_count as observation_count,
        'fct_clustomer_profiles' as source_table,
        abs(difference) as strength
    from profiles
    union all
    select
        persona_id,
        measure as metric,
        measure as item,
        measure as label,
        unit,
        persona_value,
        others_value as comparison_value,
        customer_count as observation_count,
        'fct_persona_values' as source_table,
        1 as strength
    from persona_values
    union all
    select
        persona_id,
        'friction' as metric,
        step_name as item,
        journey_name as label,
        'share' as unit,
        left_share as persona_value,
        others_left_share as comparison_value,
        attempt_count as observation_count,
        'fct_persona_frictions' as source_table,
        left_share - others_left_share as strength
    from frictions
),

final as (
    select
        persona_id,
        metric,
        item,
        label,
        unit,
        source_table,
        cast(observation_count as integer) as observation_count,
        cast(row_number() over (
            partition by persona_id, metric
            order by strength desc nulls last, item asc nulls last, label asc nulls last
        ) as integer) as finding_rank,
        cast(persona_value as double) as persona_value,
        cast(comparison_value as double) as comparison_value
    from findings
)

select * from final
