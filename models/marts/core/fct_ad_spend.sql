-- Grain: day x channel x campaign x city. All amounts and counts add up, but for reach:
-- the same people are reached on several days.
with spend as (
    select * from {{ ref('stg_marketing__ad_spend') }}
    where reject_reason is null
),

channels as (
    select * from {{ ref('int_channels_named') }}
),

final as (
    select
        coalesce(channels.channel, spend.channel) as channel,
        spend.campaign_id,
        spend.city,
        cast(sum(spend.spend_amount) as decimal(18, 2)) as spend_amount,
        cast(sum(spend.reach_count) as bigint) as reach_count,
        cast(sum(spend.impression_count) as bigint) as impression_count,
        cast(sum(spend.click_count) as bigint) as click_count,
        spend.spend_date
    from spend
    left join channels on spend.channel = channels.spelled
    group by 1, 2, 3, 8
)

select * from final
