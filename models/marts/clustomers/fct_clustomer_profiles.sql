-- Grain: clustomer x feature on the as-of date, with every feature it was made from.
-- Nothing adds up.
with features as (
    select * from {{ ref('int_clustomer_features') }}
),

words as (
    select * from {{ ref('clustomer_words') }}
),

final as (
    select
        features.clustomer_id,
        features.feature,
        words.feature_label,
        cast(features.feature_value as double) as feature_value,
        cast(features.overall_value as double) as overall_value,
        cast(features.difference as double) as difference
    from features
    inner join words on features.feature = words.feature
)

select * from final
