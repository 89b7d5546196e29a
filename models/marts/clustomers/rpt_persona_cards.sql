-- Grain: persona x section x place: the sentences of a card in the order they are read,
-- with the number of people, orders or answers behind each.
with evidence as (
    select * from {{ ref('fct_persona_evidence') }}
),

personas as (
    select * from {{ ref('dim_personas') }}
),

final as (
    select
        evidence.persona_id,
        personas.persona_name,
        evidence.section,
        evidence.sentence,
        evidence.metric,
        evidence.source_table,
        cast(row_number() over (
            partition by evidence.persona_id, evidence.section
            order by
                evidence.sort_order asc nulls last,
                evidence.finding_rank asc nulls last,
                evidence.metric asc nulls last
        ) as integer) as place,
        evidence.observation_count,
        evidence.as_of_date
    from evidence
    inner join personas on evidence.persona_id = personas.persona_id
)

select * from final
