-- Grain: alert rule x complete period: the KPI beside what was to be expected, and
-- whether that is beyond the rule.
with expectations as (
    select * from {{ ref('fct_alert_expectations') }}
),

rules as (
    select * from {{ ref('alert_rules') }}
),

weighed as (
    select
        expectations.*,
        rules.cause,
        rules.kind,
        rules.bad_direction,
        rules.threshold,
        case rules.bad_direction
            when 'down' then expectations.expected_value - expectations.kpi_value
            when 'up' then expectations.kpi_value - expectations.expected_value
            else abs(expectations.kpi_value - expectations.expected_value)
        end / nullif(expectations.usual_deviation, 0) as times_usual
    from expectations
    inner join rules
        on expectations.kpi_id = rules.kpi_id
            and expectations.period_type = rules.period_type
),

final as (
    select
        kpi_id,
        period_type,
        cause,
        kind,
        kpi_value,
        expected_value,
        usual_deviation,
        threshold,
        times_usual,
        observation_count,
        coalesce(
            case
                when kind = 'anomaly' then times_usual >= {{ var('alert_deviations') }}
                when bad_direction = 'up' then kpi_value > threshold
                else kpi_value < threshold
            end,
            false
        ) as is_breach,
        period_start_date,
        period_end_date
    from weighed
)

select * from final
