-- Grain: line of business, or all, x customer x trait x snapshot: a rate where the
-- trait is counted by month or by occasion, else how far the customer lies from what is
-- usual where they bought. A sum of differences is divided by more than their number,
-- so that few occasions say little (a prior at the usual).
with observed as (
    select * from {{ ref('int_customers_observed') }}
),

traits as (
    select * from {{ ref('int_traits_united') }}
),

norms as (
    select * from {{ ref('int_trait_norms') }}
),

listed as (
    select * from {{ ref('clustomer_features') }}
),

summed as (
    select
        observed.business_line,
        observed.customer_id,
        observed.snapshot_date,
        traits.feature,
        max(observed.month_count) as month_count,
        cast(sum(traits.occasion_count) as bigint) as occasion_count,
        sum(traits.trait_sum) as trait_sum,
        sum(traits.trait_sum - traits.occasion_count * norms.usual_value)
            as difference_sum
    from observed
    inner join traits
        on observed.business_line = traits.business_line
            and observed.customer_id = traits.customer_id
            and observed.snapshot_date = traits.snapshot_date
    inner join norms
        on traits.business_line = norms.business_line
            and traits.context = norms.context
            and traits.feature = norms.feature
            and observed.norm_date = norms.snapshot_date
    group by 1, 2, 3, 4
),

final as (
    select
        summed.business_line,
        summed.customer_id,
        summed.feature,
        case
            when listed.measured_by = 'month' then summed.month_count
            else summed.occasion_count
        end as exposure,
        summed.trait_sum,
        summed.trait_sum - summed.difference_sum as usual_sum,
        round(case listed.measured_by
            when 'month' then summed.trait_sum / nullif(summed.month_count, 0)
            when 'occasion' then summed.trait_sum / nullif(summed.occasion_count, 0)
            else summed.difference_sum
                / nullif(summed.occasion_count + {{ var('affinity_prior_count') }}, 0)
        end, 9) as feature_value,
        summed.snapshot_date
    from summed
    inner join listed on summed.feature = listed.feature
)

select * from final
