-- Question: do showers sell rainwear in the boutiques, and what does an empty shelf
-- cost?
--
-- Answer on the demo (as of 2026-09-30): with all rainwear in stock its share of the
-- lines sold more than doubles on rainy days. Where it is out of stock nothing is sold.
-- As many people come in as on dry days.
--
-- Action: category management moves rainwear to cities with rain in the forecast, and
-- the shop shows "in stock near you" there.
--
-- Measured by: line_count of fct_weather_sales on rainy days.
--
-- Dry days are the control. Ratios of shares with the interval of their logarithm.
--
-- Stock is counted in the evening: a shelf was empty all day when it was the evening
-- before, too.
with days as (
    select
        *,
        rain_millimetres >= {{ var('rainy_day_millimetres') }} as is_rainy,
        lag(in_stock_count) over (partition by store_id order by store_date)
            as in_stock_before_count
    from {{ ref('fct_weather_sales') }}
    where weather_fit = 'rain' and rain_millimetres is not null
),

stock as (
    select
        is_rainy,
        case
            when is_all_in_stock then 'in stock'
            when in_stock_count + in_stock_before_count = 0 then 'out of stock'
        end as stock_state,
        count(*) as day_count,
        sum(line_count) as line_count,
        sum(all_line_count) as all_line_count,
        avg(visitor_count) as visitor_count,
        var_samp(visitor_count) / nullif(count(visitor_count), 0) as visitor_variance
    from days
    where is_all_in_stock or in_stock_count + in_stock_before_count = 0
    group by 1, 2
),

compared as (
    select
        rainy.stock_state,
        rainy.day_count + dry.day_count as day_count,
        rainy.line_count + dry.line_count as line_count,
        rainy.all_line_count + dry.all_line_count as all_line_count,
        ln(nullif(cast(rainy.line_count as double), 0) / rainy.all_line_count)
        - ln(nullif(cast(dry.line_count as double), 0) / dry.all_line_count)
            as log_share,
        sqrt(
            1 / nullif(cast(rainy.line_count as double), 0)
            - 1 / nullif(cast(rainy.all_line_count as double), 0)
            + 1 / nullif(cast(dry.line_count as double), 0)
            - 1 / nullif(cast(dry.all_line_count as double), 0)
        ) as share_error,
        ln(rainy.visitor_count) - ln(dry.visitor_count) as log_visitors,
        sqrt(
            rainy.visitor_variance
            / nullif(rainy.visitor_count * rainy.visitor_count, 0)
            + dry.visitor_variance / nullif(dry.visitor_count * dry.visitor_count, 0)
        ) as visitor_error
    from stock as rainy
    inner join stock as dry
        on rainy.stock_state = dry.stock_state and rainy.is_rainy and not dry.is_rainy
),

final as (
    select
        'rainwear_in_stock' as finding,
        'Share of rainwear among lines sold, rainy against dry days, all in stock'
            as statement,
        'ratio' as unit,
        exp(log_share) - 1 as estimate,
        exp(log_share - 1.959964 * share_error) - 1 as interval_low,
        exp(log_share + 1.959964 * share_error) - 1 as interval_high,
        all_line_count as observation_count
    from compared
    where stock_state = 'in stock'
    union all
    -- The upper end of a share of which none was seen: the rule of three.
    select
        'rainwear_out_of_stock' as finding,
        'Share of rainwear among lines sold while all of it is out of stock'
            as statement,
        'share' as unit,
        cast(line_count as double) / nullif(all_line_count, 0) as estimate,
        0 as interval_low,
        (line_count + 3) / nullif(cast(all_line_count as double), 0) as interval_high,
        all_line_count as observation_count
    from compared
    where stock_state = 'out of stock'
    union all
    select
        'visitors' as finding,
        'Visitors a day, rainy against dry days' as statement,
        'ratio' as unit,
        exp(log_visitors) - 1 as estimate,
        exp(log_visitors - 1.959964 * visitor_error) - 1 as interval_low,
        exp(log_visitors + 1.959964 * visitor_error) - 1 as interval_high,
        day_count as observation_count
    from compared
    where stock_state = 'in stock'
)

select * from final
order by 1 asc nulls last
