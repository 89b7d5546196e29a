-- Grain: one row per clustomer on the as-of date. Customers and sales add up over
-- clustomers. Its name is made from the two features that set it apart most.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
    where is_as_of_date
),

snapshots as (
    select * from {{ ref('fct_customer_snapshots') }}
    where is_as_of_date
),

features as (
    select * from {{ ref('int_clustomer_features') }}
),

words as (
    select * from {{ ref('clustomer_words') }}
),

ranked as (
    select
        features.clustomer_id,
        words.feature_label,
        case
            when features.difference >= 0 then words.high_words else words.low_words
        end as words,
        features.feature_value,
        features.overall_value,
        row_number() over (
            partition by features.clustomer_id
            order by
                abs(features.difference) desc nulls last,
                features.feature asc nulls last
        ) as feature_rank
    from features
    inner join words on features.feature = words.feature
),

described as (
    select
        clustomer_id,
        max(case when feature_rank = 1 then words end) as first_words,
        max(case when feature_rank = 2 then words end) as second_words,
        max(
            case
                when
                    feature_rank = 1
                    then concat_ws(
                            ' ',
                            feature_label,
                            round(feature_value, 2),
                            'against',
                            round(overall_value, 2)
                        )
            end
        ) as first_evidence,
        max(
            case
                when
                    feature_rank = 2
                    then concat_ws(
                            ' ',
                            feature_label,
                            round(feature_value, 2),
                            'against',
                            round(overall_value, 2)
                        )
            end
        ) as second_evidence
    from ranked
    group by 1
),

sized as (
    select
        members.clustomer_id,
        max(members.cluster_version) as cluster_version,
        count(*) as customer_count,
        sum(snapshots.net_sales_amount_90d) as net_sales_amount_90d,
        avg(snapshots.order_count_90d) as average_order_count_90d,
        avg(members.membership_share) as average_membership_share
    from members
    inner join snapshots on members.customer_id = snapshots.customer_id
    group by 1
),

final as (
    select
        sized.clustomer_id,
        concat_ws(', ', described.first_words, described.second_words)
            as clustomer_name,
        concat_ws('; ', described.first_evidence, described.second_evidence)
            as sets_apart,
        cast(sized.cluster_version as integer) as cluster_version,
        cast(sized.customer_count as integer) as customer_count,
        cast(sized.customer_count as double)
        / nullif(sum(sized.customer_count) over (), 0) as customer_share,
        cast(sized.net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        cast(sized.net_sales_amount_90d as double)
        / nullif(sum(cast(sized.net_sales_amount_90d as double)) over (), 0)
            as net_sales_share,
        cast(sized.average_order_count_90d as double) as average_order_count_90d,
        cast(sized.average_membership_share as double) as average_membership_share
    from sized
    inner join described on sized.clustomer_id = described.clustomer_id
)

select * from final
