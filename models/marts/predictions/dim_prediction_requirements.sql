-- Grain: output x evidence: what each prediction needs and what is there. An output is
-- made only when every row is met.
with requirements as (
    select * from {{ ref('prediction_requirements') }}
),

evidence as (
    select * from {{ ref('int_prediction_evidence') }}
),

final as (
    select
        requirements.output,
        requirements.evidence,
        requirements.unit,
        requirements.remedy,
        cast(requirements.minimum as double) as minimum,
        cast(coalesce(evidence.available, 0) as double) as available,
        coalesce(evidence.available, 0) >= requirements.minimum as is_met
    from requirements
    left join evidence on requirements.evidence = evidence.evidence
)

select * from final
