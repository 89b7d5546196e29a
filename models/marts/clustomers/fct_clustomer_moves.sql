-- Grain: line of business, or all, x customer x snapshot on which the clustomer is
-- another than on the snapshot before, with the two features whose change decided it.
-- Where the clusters were fitted anew in between, nobody is said to have moved.
with moves as (
    select * from {{ ref('fct_customer_clustomers') }}
    where has_moved
),

features as (
    select * from {{ ref('fct_clustomer_move_features') }}
),

listed as (
    select * from {{ ref('int_features_named') }}
),

ranked as (
    select
        features.*,
        listed.feature_label,
        listed.unit,
        case when listed.is_logarithm then exp(earlier_value) else earlier_value end
            as earlier_shown,
        case when listed.is_logarithm then exp(present_value) else present_value end
            as present_shown,
        row_number() over (
            partition by
                features.business_line, features.customer_id, features.snapshot_date
            order by
                features.contribution desc nulls last, features.feature asc nulls last
        ) as contribution_rank
    from features
    inner join listed on features.feature = listed.feature
),

worded as (
    select
        business_line,
        customer_id,
        snapshot_date,
        contribution_rank,
        feature,
        contribution,
        concat_ws(
            ' ',
            concat_ws('', feature_label, ':'),
            coalesce({{ kpi_text('present_shown', 'unit') }}, 'none seen'),
            'in the year now,',
            coalesce({{ kpi_text('earlier_shown', 'unit') }}, 'none seen'),
            'a snapshot before'
        ) as reason
    from ranked
    where contribution_rank <= 2 and contribution > 0
),

reasons as (
    select
        business_line,
        customer_id,
        snapshot_date,
        max(case when contribution_rank = 1 then feature end) as first_feature,
        max(case when contribution_rank = 1 then reason end) as first_reason,
        max(case when contribution_rank = 2 then feature end) as second_feature,
        max(case when contribution_rank = 2 then reason end) as second_reason
    from worded
    group by 1, 2, 3
),

final as (
    select
        moves.customer_id,
        moves.business_line,
        moves.previous_clustomer_id as from_clustomer_id,
        moves.clustomer_id as to_clustomer_id,
        reasons.first_feature,
        reasons.second_feature,
        concat_ws('; ', reasons.first_reason, reasons.second_reason) as reason,
        moves.cluster_version,
        moves.membership_share,
        moves.snapshot_date
    from moves
    inner join reasons
        on moves.business_line = reasons.business_line
            and moves.customer_id = reasons.customer_id
            and moves.snapshot_date = reasons.snapshot_date
)

select * from final
