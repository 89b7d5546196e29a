-- Grain: theme x line of business (or all) in which enough people spoke ill of it in
-- the last year: what they say, what people do at the steps it is about, and what is at
-- stake. Values of lines add up no more than their texts do.
with discontent as (
    select * from {{ ref('fct_theme_discontent') }}
),

frictions as (
    select * from {{ ref('fct_theme_frictions') }}
    where is_current
),

ranked as (
    select
        frictions.*,
        row_number() over (
            partition by frictions.theme_id
            order by
                frictions.potential_value desc nulls last,
                frictions.journey_id asc nulls last,
                frictions.step_order asc nulls last,
                frictions.factor asc nulls last,
                frictions.factor_value asc nulls last
        ) as friction_rank
    from frictions
),

staked as (
    select
        discontent.*,
        ranked.journey_id,
        ranked.step_name,
        ranked.factor,
        ranked.factor_value,
        ranked.excess_drop,
        ranked.potential_value,
        coalesce(ranked.potential_value, 0)
        + discontent.discontent_contribution_amount as amount_at_stake
    from discontent
    left join ranked
        on discontent.theme_id = ranked.theme_id and ranked.friction_rank = 1
),

final as (
    select
        theme_id,
        business_line,
        case
            when journey_id is not null then 'friction'
            when negative_count >= 0.5 * document_count then 'unmet need'
            else 'opportunity'
        end as need_kind,
        journey_id,
        step_name,
        factor,
        factor_value,
        document_count,
        negative_count,
        discontent_customer_count,
        cast(
            row_number() over (
                partition by business_line = 'all'
                order by
                    amount_at_stake desc nulls last,
                    business_line asc nulls last,
                    theme_id asc nulls last
            ) as integer
        ) as need_rank,
        negative_share,
        mean_sentiment,
        excess_drop,
        cast(potential_value as double) as friction_amount,
        discontent_contribution_amount,
        cast(amount_at_stake as double) as amount_at_stake
    from staked
)

select * from final
