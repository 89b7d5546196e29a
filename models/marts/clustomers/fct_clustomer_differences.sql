-- Grain: clustomer x feature on the as-of date: how far its customers lie from the
-- others of their line, in standard deviations within the two, with a 95 % interval
-- (Hedges & Olkin 1985, ch. 5). The weight is that of the version in force. Nothing
-- adds up.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date
),

trait_values as (
    select * from {{ ref('int_trait_values') }}
),

weights as (
    select * from {{ ref('ml_cluster_diagnostics') }}
    where metric = 'model_weight'
),

sizes as (
    select
        business_line,
        clustomer_id,
        max(cluster_version) as cluster_version,
        count(*) as customer_count,
        sum(count(*)) over (partition by business_line) as line_count
    from members
    group by 1, 2
),

sums as (
    select
        members.business_line,
        members.clustomer_id,
        trait_values.feature,
        sum(trait_values.feature_value) as feature_sum,
        sum(trait_values.feature_value * trait_values.feature_value) as square_sum
    from members
    inner join trait_values
        on members.business_line = trait_values.business_line
            and members.customer_id = trait_values.customer_id
            and members.snapshot_date = trait_values.snapshot_date
    group by 1, 2, 3
),

parts as (
    select
        sizes.business_line,
        sizes.clustomer_id,
        weights.feature,
        weights.metric_value as feature_weight,
        sizes.customer_count as n_in,
        sizes.line_count - sizes.customer_count as n_out,
        coalesce(sums.feature_sum, 0) as sum_in,
        coalesce(sums.square_sum, 0) as squares_in,
        sum(coalesce(sums.feature_sum, 0)) over line_feature
        - coalesce(sums.feature_sum, 0) as sum_out,
        sum(coalesce(sums.square_sum, 0)) over line_feature
        - coalesce(sums.square_sum, 0) as squares_out
    from sizes
    inner join weights
        on sizes.business_line = weights.business_line
            and sizes.cluster_version = weights.cluster_version
    left join sums
        on sizes.clustomer_id = sums.clustomer_id
            and weights.feature = sums.feature
    window line_feature as (partition by sizes.business_line, weights.feature)
),

measured as (
    select
        parts.*,
        coalesce(
            (
                parts.sum_in / nullif(parts.n_in, 0)
                - parts.sum_out / nullif(parts.n_out, 0)
            )
            / nullif(
                sqrt(greatest(
                    parts.squares_in
                    - parts.sum_in * parts.sum_in / nullif(parts.n_in, 0)
                    + parts.squares_out
                    - parts.sum_out * parts.sum_out / nullif(parts.n_out, 0),
                    0
                ) / nullif(parts.n_in + parts.n_out - 2, 0)),
                0
            ),
            0
        ) as difference
    from parts
),

bounded as (
    select
        measured.*,
        1.96 * sqrt(
            1.0 / nullif(measured.n_in, 0) + 1.0 / nullif(measured.n_out, 0)
            + measured.difference
            * measured.difference
            / nullif(2.0 * (measured.n_in + measured.n_out), 0)
        ) as margin
    from measured
),

final as (
    select
        clustomer_id,
        business_line,
        feature,
        cast(n_in as integer) as customer_count,
        cast(difference as double) as difference,
        cast(difference - margin as double) as difference_low,
        cast(difference + margin as double) as difference_high,
        cast(feature_weight as double) as feature_weight
    from bounded
)

select * from final
