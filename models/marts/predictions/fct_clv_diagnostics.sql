-- Grain: model x dataset x metric x horizon x decile. How the lifetime value models
-- were fitted, and how they did on the backtest. Nothing adds up.
with diagnostics as (
    select * from {{ ref('ml_clv_diagnostics') }}
),

final as (
    select
        md5(
            concat_ws(
                '|',
                model_name,
                dataset,
                metric,
                coalesce(horizon_days, 0),
                coalesce(decile, 0)
            )
        ) as diagnostic_id,
        model_name,
        dataset,
        metric,
        model_version,
        cast(horizon_days as integer) as horizon_days,
        cast(decile as integer) as decile,
        case when not isnan(metric_value) then cast(metric_value as double) end
            as metric_value
    from diagnostics
)

select * from final
