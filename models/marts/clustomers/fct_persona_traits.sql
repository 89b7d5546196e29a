-- Grain: persona x metric x item: figures on who its members are, what matters to them,
-- how they live and what they say, in the shape of findings. Nothing adds up.
with portraits as (
    select * from {{ ref('fct_persona_portraits') }}
    where item is not null
),

attitudes as (
    select * from {{ ref('fct_persona_attitudes') }}
    where difference_low > 0 or difference_high < 0
),

habits as (
    select * from {{ ref('fct_persona_habits') }}
),

themes as (
    select * from {{ ref('fct_persona_themes') }}
),

united as (
    select
        persona_id,
        attribute as metric,
        item,
        attribute_label as label,
        'share' as unit,
        item_share as persona_value,
        others_share as comparison_value,
        known_count as observation_count,
        'fct_persona_portraits' as source_table,
        item_share as strength
    from portraits
    union all
    select
        persona_id,
        'attitude' as metric,
        question_text as item,
        section as label,
        'points' as unit,
        mean_score as persona_value,
        others_mean_score as comparison_value,
        answer_count as observation_count,
        'fct_persona_attitudes' as source_table,
        abs(mean_score - others_mean_score) as strength
    from attitudes
    union all
    select
        habits.persona_id,
        habits.habit as metric,
        habits.item_label as item,
        habits.habit as label,
        'share' as unit,
        habits.item_share as persona_value,
        habits.others_share as comparison_value,
        habits.total_count as observation_count,
        'fct_persona_habits' as source_table,
        case
            when habits.habit = 'category'
                then habits.item_share - habits.others_share
            else habits.item_share
        end as strength
    from habits
    union all
    select
        persona_id,
        'theme' as metric,
        theme_name as item,
        theme_id as label,
        'share' as unit,
        theme_share as persona_value,
        others_theme_share as comparison_value,
        persona_text_count as observation_count,
        'fct_persona_themes' as source_table,
        theme_share - coalesce(others_theme_share, 0) as strength
    from themes
    union all
    select
        persona_id,
        'pain' as metric,
        theme_name as item,
        theme_id as label,
        'share' as unit,
        negative_share as persona_value,
        others_negative_share as comparison_value,
        text_count as observation_count,
        'fct_persona_themes' as source_table,
        negative_share * text_count as strength
    from themes
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
        cast(persona_value as double) as persona_value,
        cast(comparison_value as double) as comparison_value,
        cast(strength as double) as strength
    from united
)

select * from final
