-- Grain: one row per metric that a claim is judged by: how many stood in the group the
-- claim speaks of and in the one it is compared with, and how many came to the outcome.
with documents as (
    select * from {{ ref('fct_voice_documents') }}
    where business_line = 'boutique'
        and source_table in ('reviews', 'survey_responses')
),

staff_themes as (
    select
        theme_id,
        {{ matches('words', "'(^|, )staff(,|$)'") }} as is_about_staff
    from {{ ref('dim_voice_themes') }}
),

spoken as (
    select
        'negative_share_about_staff' as metric_id,
        staff_themes.is_about_staff,
        documents.tone = 'negative' as is_negative
    from documents
    inner join staff_themes on documents.theme_id = staff_themes.theme_id
),

measured as (
    select * from {{ ref('int_claims_noon') }}
    union all
    select * from {{ ref('int_claims_regulars') }}
    union all
    select * from {{ ref('int_claims_services') }}
    union all
    select * from {{ ref('int_claims_trials') }}
    union all
    select
        metric_id,
        count(case when is_about_staff then 1 end) as exposed_count,
        count(case when is_about_staff and is_negative then 1 end) as exposed_hits,
        count(case when not is_about_staff then 1 end) as reference_count,
        count(case when not is_about_staff and is_negative then 1 end)
            as reference_hits
    from spoken
    group by 1
),

final as (
    select
        metric_id,
        cast(exposed_count as bigint) as exposed_count,
        cast(exposed_hits as bigint) as exposed_hits,
        cast(reference_count as bigint) as reference_count,
        cast(reference_hits as bigint) as reference_hits
    from measured
)

select * from final
