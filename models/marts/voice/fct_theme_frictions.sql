-- Grain: theme x friction of a journey's step that the theme is about: what people say
-- beside what they do. A friction may stand under several themes.
with themes as (
    select * from {{ ref('dim_voice_themes') }}
    where is_current
),

steps as (
    select * from {{ ref('journey_steps') }}
    where theme_pattern is not null
),

frictions as (
    select * from {{ ref('fct_friction_points') }}
),

theme_words as (
    select
        theme_id,
        trim({{ split_rows('words', ',') }}) as word
    from themes
),

-- A step is about a theme when one of the theme's words is the step's, give or take an
-- ending: a longer word that begins alike, such as appointment and app, is another.
about as (
    select
        theme_words.theme_id,
        steps.journey_id,
        steps.step_order
    from theme_words
    inner join steps
        on theme_words.word like concat_ws(
                '', replace(steps.theme_pattern, '%', ''), '%'
            )
            and length(theme_words.word)
            <= length(replace(steps.theme_pattern, '%', '')) + 3
    group by 1, 2, 3
),

final as (
    select
        about.theme_id,
        frictions.journey_id,
        frictions.step_order,
        frictions.step_name,
        frictions.factor,
        frictions.factor_value,
        frictions.excess_drop,
        frictions.potential_value,
        frictions.is_current
    from about
    inner join frictions
        on about.journey_id = frictions.journey_id
            and about.step_order = frictions.step_order
)

select * from final
