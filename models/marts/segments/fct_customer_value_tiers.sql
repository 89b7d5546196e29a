-- Grain: customer on the as-of date. Amounts add up; those of the past and of the next
-- year are not the same money. Without a prediction there is no outlook.
with inputs as (
    select * from {{ ref('int_segment_inputs') }}
    where is_as_of_date
),

predictions as (
    select * from {{ ref('ml_customer_clv') }}
),

margins as (
    select * from {{ ref('int_margin_segments') }}
    where is_as_of_date
),

tiers as (
    select * from {{ ref('value_tiers') }}
),

valued as (
    select
        inputs.customer_id,
        coalesce(inputs.value_tier, 'no value') as value_tier,
        coalesce(inputs.value_amount, 0) as value_amount,
        coalesce(inputs.is_valuable, false) as is_valuable,
        max(inputs.buyer_count) over () as buyer_count,
        cast(
            predictions.expected_value_365d
            * greatest(
                coalesce(
                    margins.contribution_share, margins.usual_contribution_share, 1
                ),
                0
            ) as decimal(18, 2)
        ) as predicted_value_amount,
        inputs.snapshot_date
    from inputs
    inner join margins on inputs.customer_id = margins.customer_id
    left join predictions on inputs.customer_id = predictions.customer_id
),

-- As many in each tier as in that of the year before, so that crossing the two shows
-- who rises and who falls, not that predictions are modest.
placed as (
    select
        valued.*,
        row_number() over (
            order by
                valued.predicted_value_amount desc nulls last,
                valued.customer_id asc nulls last
        ) as place
    from valued
),

shared as (
    select
        placed.*,
        cast(
            min(placed.place) over (partition by placed.predicted_value_amount) - 1
            as double
        ) / nullif(placed.buyer_count, 0) as share_above
    from placed
),

tiered as (
    select
        shared.*,
        case
            when shared.predicted_value_amount is not null
                then coalesce(tiers.value_tier, 'no value')
        end as predicted_value_tier,
        case
            when shared.predicted_value_amount is null then null
            when shared.is_valuable and tiers.is_valuable then 'value to keep'
            when shared.is_valuable then 'value to rescue'
            when tiers.is_valuable then 'value to grow'
            else 'value to serve'
        end as value_outlook
    from shared
    left join tiers
        on shared.share_above >= tiers.from_share
            and shared.share_above < tiers.to_share
            and shared.predicted_value_amount > 0
),

final as (
    select
        customer_id,
        value_tier,
        predicted_value_tier,
        value_outlook,
        concat_ws(
            ' ',
            cast(value_amount as decimal(18, 2)),
            'left of the last {{ var("rfm_window_days") }} days',
            concat_ws('', '(', value_tier, '),'),
            case
                when value_outlook is null then 'no prediction'
                else concat_ws(
                        ' ',
                        predicted_value_amount,
                        'to be expected of the next 365',
                        concat_ws('', '(', predicted_value_tier, ')')
                    )
            end
        ) as reason,
        cast(value_amount as decimal(18, 2)) as value_amount,
        predicted_value_amount,
        snapshot_date
    from tiered
)

select * from final
