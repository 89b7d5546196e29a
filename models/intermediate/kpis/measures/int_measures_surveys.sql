-- Grain: kpi x day x dimension value, for KPIs of surveys.
with asked as (
    select * from {{ ref('fct_surveys') }}
    where question_code in ('nps', 'csat')
),

counted as (
    select
        invitation_date as measure_date,
        store_id,
        channel,
        count(*) as invitation_count,
        sum(case when is_answered then 1 else 0 end) as invited_answer_count,
        0 as nps_count,
        0 as promoter_count,
        0 as detractor_count,
        0 as csat_count,
        0 as satisfied_count
    from asked
    group by 1, 2, 3
    union all
    select
        answer_date as measure_date,
        store_id,
        channel,
        0 as invitation_count,
        0 as invited_answer_count,
        count(nps_class) as nps_count,
        sum(case when nps_class = 'promoter' then 1 else 0 end) as promoter_count,
        sum(case when nps_class = 'detractor' then 1 else 0 end) as detractor_count,
        sum(case when question_code = 'csat' then 1 else 0 end) as csat_count,
        sum(
            case
                when question_code = 'csat' and score >= scale_maximum - 1 then 1
                else 0
            end
        ) as satisfied_count
    from asked
    where score is not null
    group by 1, 2, 3
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id', 'channel': 'channel'}, [
        (
            'survey_response_rate',
            'invited_answer_count',
            'invitation_count',
            'invitation_count'
        ),
        (
            'nps',
            '100 * (promoter_count - detractor_count)',
            'nps_count',
            'nps_count',
            '10000 * (promoter_count + detractor_count)'
        ),
        ('csat', 'satisfied_count', 'csat_count', 'csat_count')
    ]) }}
)

select * from final
