-- Grain: one row per prediction. What it was made from, how it did on customers whose
-- outcome is known, or why it was refused. Nothing adds up.
with requirements as (
    select * from {{ ref('dim_prediction_requirements') }}
),

clv_diagnostics as (
    select * from {{ ref('fct_clv_diagnostics') }}
),

clustomer_models as (
    select * from {{ ref('dim_clustomer_models') }}
    where business_line = 'all'
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

verdicts as (
    select
        output,
        max(case when is_met then 0 else 1 end) = 1 as is_refused,
        min(case when not is_met then remedy end) as remedy
    from requirements
    group by 1
),

chosen as (
    select
        model_name,
        model_version
    from clv_diagnostics
    where metric = 'chosen_model' and metric_value = 1
),

clv_receipt as (
    select
        'lifetime value' as output,
        chosen.model_name,
        chosen.model_version,
        max(metric_value) filter (
            where dataset = 'train' and metric = 'customer_count'
        ) as customer_count,
        max(horizon_days) filter (where metric = 'rmse:value') as backtest_days,
        max(metric_value) filter (
            where metric = 'total_error_before_calibration:value'
        ) as total_error_before_calibration,
        max(metric_value) filter (
            where metric = 'total_error_after_calibration:value'
        ) as total_error_after_calibration,
        max(metric_value) filter (where metric = 'rmse:value') as rmse,
        max(metric_value) filter (
            where metric = 'top_decile_capture:value'
        ) as top_decile_capture,
        max(metric_value) filter (
            where metric = 'interval_coverage:value'
        ) as interval_coverage
    from clv_diagnostics
    inner join chosen on clv_diagnostics.model_name = chosen.model_name
    group by 1, 2, 3
),

baseline as (
    select
        'lifetime value' as output,
        max(metric_value) as baseline_rmse
    from clv_diagnostics
    where model_name = 'own_rate' and metric = 'rmse:value'
),

clustomer_receipt as (
    select
        'clustomers' as output,
        'k-means' as model_name,
        concat_ws(' ', 'clustomers', cluster_version) as model_version,
        customer_count,
        is_valid as is_stable
    from clustomer_models
    where cluster_version is not null
),

final as (
    select
        verdicts.output,
        case
            when verdicts.is_refused then 'refused: too little data'
            when
                verdicts.output = 'clustomers'
                and not coalesce(clustomer_receipt.is_stable, false)
                then 'issued: not stable'
            else 'issued'
        end as status,
        verdicts.remedy,
        coalesce(clv_receipt.model_name, clustomer_receipt.model_name) as model_name,
        coalesce(clv_receipt.model_version, clustomer_receipt.model_version)
            as model_version,
        cast(
            coalesce(
                clv_receipt.customer_count, clustomer_receipt.customer_count
            ) as integer
        ) as customer_count,
        cast(clv_receipt.backtest_days as integer) as backtest_days,
        cast(clv_receipt.total_error_before_calibration as double)
            as total_error_before_calibration,
        cast(clv_receipt.total_error_after_calibration as double)
            as total_error_after_calibration,
        cast(clv_receipt.rmse as double) as rmse,
        cast(baseline.baseline_rmse as double) as baseline_rmse,
        cast(clv_receipt.top_decile_capture as double) as top_decile_capture,
        cast(clv_receipt.interval_coverage as double) as interval_coverage,
        as_of.as_of_date
    from verdicts
    cross join as_of
    left join clv_receipt on verdicts.output = clv_receipt.output
    left join baseline on verdicts.output = baseline.output
    left join clustomer_receipt on verdicts.output = clustomer_receipt.output
)

select * from final
