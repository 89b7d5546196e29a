-- Grain: clustomer x feature on the as-of date, with every feature it was made from:
-- what its customers do, what all do, and how far its customers lie from the others in
-- standard deviations, with a 95 % interval (Hedges & Olkin 1985). Nothing adds up.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date
),

compared as (
    select * from {{ ref('fct_clustomer_differences') }}
),

trait_values as (
    select * from {{ ref('int_trait_values') }}
),

listed as (
    select * from {{ ref('int_features_named') }}
),

seen as (
    select
        members.business_line,
        members.clustomer_id,
        trait_values.feature,
        sum(trait_values.trait_sum) as trait_sum,
        sum(trait_values.usual_sum) as usual_sum,
        sum(trait_values.exposure) as exposure
    from members
    inner join trait_values
        on members.business_line = trait_values.business_line
            and members.customer_id = trait_values.customer_id
            and members.snapshot_date = trait_values.snapshot_date
    group by 1, 2, 3
),

shown as (
    select
        seen.business_line,
        seen.clustomer_id,
        seen.feature,
        seen.exposure,
        seen.trait_sum / nullif(seen.exposure, 0) as own_value,
        case
            when listed.measured_by = 'difference'
                then seen.usual_sum / nullif(seen.exposure, 0)
            else
                sum(seen.trait_sum) over feature_of_line
                / nullif(sum(seen.exposure) over feature_of_line, 0)
        end as overall_value
    from seen
    inner join listed on seen.feature = listed.feature
    window feature_of_line as (partition by seen.business_line, seen.feature)
),

named as (
    select
        compared.*,
        listed.block,
        listed.feature_label,
        listed.unit,
        case
            when compared.difference >= 0 then listed.high_words else listed.low_words
        end
            as feature_words,
        case when listed.is_logarithm then exp(shown.own_value) else shown.own_value end
            as feature_value,
        case
            when listed.is_logarithm then exp(shown.overall_value)
            else shown.overall_value
        end as overall_value,
        shown.exposure,
        row_number() over (
            partition by compared.clustomer_id, listed.block
            order by
                abs(compared.difference) desc nulls last,
                compared.feature asc nulls last
        ) as block_rank
    from compared
    inner join listed on compared.feature = listed.feature
    left join shown
        on compared.clustomer_id = shown.clustomer_id
            and compared.feature = shown.feature
    -- An optional block that the search left out says nothing about clustomers.
    where not (listed.is_optional and compared.feature_weight = 0)
),

final as (
    select
        clustomer_id,
        business_line,
        feature,
        block,
        feature_label,
        unit,
        feature_words,
        concat_ws(
            ' ',
            concat_ws('', feature_label, ':'),
            {{ kpi_text('feature_value', 'unit') }},
            'against',
            {{ kpi_text('overall_value', 'unit') }}
        ) as evidence,
        customer_count,
        cast(coalesce(exposure, 0) as integer) as exposure_count,
        cast(coalesce(feature_value, 0) as double) as feature_value,
        cast(coalesce(overall_value, 0) as double) as overall_value,
        difference,
        difference_low,
        difference_high,
        feature_weight,
        cast(block_rank as integer) as block_rank,
        cast(row_number() over (
            partition by clustomer_id, block_rank
            order by abs(difference) desc nulls last, feature asc nulls last
        ) as integer) as distinction_rank
    from named
)

select * from final
