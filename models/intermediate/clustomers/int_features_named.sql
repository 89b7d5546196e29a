-- Grain: one row per feature of the clustomers, as clustomer_features has it; what is
-- said of a theme says which one, by its name in the last version that holds it.
with features as (
    select * from {{ ref('clustomer_features') }}
),

themes as (
    select * from {{ ref('int_themes_named') }}
),

lasting as (
    select
        theme_number,
        max(theme_version) as theme_version
    from themes
    group by 1
),

named as (
    select
        concat_ws('_', 'theme', themes.theme_number) as feature,
        concat_ws(' ', 'theme', themes.theme_number) as placeholder,
        themes.theme_name
    from themes
    inner join lasting
        on themes.theme_number = lasting.theme_number
            and themes.theme_version = lasting.theme_version
),

final as (
    select
        features.feature,
        features.block,
        {% for column in ['feature_label', 'high_words', 'low_words'] -%}
            coalesce(
                replace(features.{{ column }}, named.placeholder, named.theme_name),
                features.{{ column }}
            ) as {{ column }},
        {% endfor -%}
        features.unit,
        features.measured_by,
        features.is_logarithm,
        features.is_optional
    from features
    left join named on features.feature = named.feature
)

select * from final
