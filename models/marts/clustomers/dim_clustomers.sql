-- Grain: one row per clustomer on the as-of date, of all customers and of each line of
-- business. Customers and sales add up within a line. Its name is made from the two
-- features, of different blocks, that set it apart most; its objective follows the
-- first.
with members as (
    select * from {{ ref('fct_customer_clustomers') }}
),

snapshots as (
    select * from {{ ref('fct_customer_snapshots') }}
    where is_as_of_date
),

distinctions as (
    select * from {{ ref('fct_clustomer_profiles') }}
    where block_rank = 1
),

objectives as (
    select * from {{ ref('clustomer_objectives') }}
),

models as (
    select * from {{ ref('dim_clustomer_models') }}
),

snapshot_dates as (
    select
        snapshot_date,
        lag(snapshot_date, 3) over (order by snapshot_date asc nulls last)
            as earlier_date,
        is_as_of_date
    from {{ ref('int_snapshot_dates') }}
),

described as (
    select
        clustomer_id,
        max(case when distinction_rank = 1 then feature end) as first_feature,
        max(case when distinction_rank = 1 then difference end) as first_difference,
        max(case when distinction_rank = 1 then feature_words end) as first_words,
        max(case when distinction_rank = 2 then feature_words end) as second_words,
        max(case when distinction_rank = 1 then evidence end) as first_evidence,
        max(case when distinction_rank = 2 then evidence end) as second_evidence
    from distinctions
    group by 1
),

quarter_before as (
    select
        members.business_line,
        members.clustomer_id,
        count(*) as customer_count,
        sum(count(*)) over (partition by members.business_line) as line_count
    from members
    inner join snapshot_dates on members.snapshot_date = snapshot_dates.earlier_date
    where snapshot_dates.is_as_of_date
    group by 1, 2
),

sized as (
    select
        members.business_line,
        members.clustomer_id,
        max(members.cluster_version) as cluster_version,
        count(*) as customer_count,
        sum(snapshots.net_sales_amount_90d) as net_sales_amount_90d,
        avg(snapshots.order_count_90d) as average_order_count_90d,
        avg(members.membership_share) as average_membership_share
    from members
    inner join snapshots on members.customer_id = snapshots.customer_id
    where members.is_as_of_date
    group by 1, 2
),

final as (
    select
        sized.clustomer_id,
        sized.business_line,
        concat_ws(' and ', described.first_words, described.second_words)
            as clustomer_name,
        concat_ws('; ', described.first_evidence, described.second_evidence)
            as sets_apart,
        objectives.objective,
        objectives.action,
        objectives.channel,
        objectives.offer,
        objectives.owner_role,
        objectives.kpi_id,
        cast(sized.cluster_version as integer) as cluster_version,
        cast(sized.customer_count as integer) as customer_count,
        cast(sized.customer_count as double)
        / nullif(sum(sized.customer_count) over line, 0) as customer_share,
        cast(quarter_before.customer_count as double)
        / nullif(quarter_before.line_count, 0) as quarter_before_share,
        cast(sized.net_sales_amount_90d as decimal(18, 2)) as net_sales_amount_90d,
        coalesce(
            cast(sized.net_sales_amount_90d as double)
            / nullif(sum(cast(sized.net_sales_amount_90d as double)) over line, 0),
            0
        ) as net_sales_share,
        cast(sized.average_order_count_90d as double) as average_order_count_90d,
        cast(sized.average_membership_share as double) as average_membership_share,
        cast(models.largest_psi as double) as largest_psi,
        models.is_valid
    from sized
    inner join described on sized.clustomer_id = described.clustomer_id
    inner join models on sized.business_line = models.business_line
    left join objectives
        on described.first_feature = objectives.feature
            and objectives.direction
            = case when described.first_difference >= 0 then 'high' else 'low' end
    left join quarter_before on sized.clustomer_id = quarter_before.clustomer_id
    window line as (partition by sized.business_line)
)

select * from final
