-- Grain: journey x step of which somebody spoke: passages that researchers coded and
-- tickets by their category, where study, code or category fit the step's theme.
with codes as (
    select * from {{ ref('int_research_codes') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where category is not null
),

steps as (
    select
        journey_id,
        step_order,
        theme_pattern
    from {{ ref('journey_steps') }}
    where theme_pattern is not null
    group by 1, 2, 3
),

themes as (
    select
        concat_ws(' ', study_name, code) as theme,
        sum(passage_count) as passage_count,
        0 as ticket_count
    from codes
    group by 1
    union all
    select
        category as theme,
        0 as passage_count,
        count(*) as ticket_count
    from tickets
    group by 1
),

final as (
    select
        steps.journey_id,
        steps.step_order,
        cast(sum(themes.passage_count) as bigint) as passage_count,
        cast(sum(themes.ticket_count) as bigint) as ticket_count
    from steps
    inner join themes on lower(themes.theme) like steps.theme_pattern
    group by 1, 2
)

select * from final
