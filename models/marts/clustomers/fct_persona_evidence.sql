-- Grain: one row per sentence of a persona's card, with the figure that it tells.
-- Wordings are rows of the seed persona_sentences; a sentence under the minimum group
-- size is not made.
with findings as (
    select * from {{ ref('fct_persona_findings') }}
),

sentences as (
    select
        *,
        count(*) over (partition by metric, direction) as variant_count
    from {{ ref('persona_sentences') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

personas as (
    select
        persona_id,
        row_number() over (order by persona_id asc nulls last) as persona_number
    from findings
    group by 1
),

told as (
    select
        findings.*,
        personas.persona_number,
        case
            when findings.comparison_value is null then 'any'
            when findings.persona_value > findings.comparison_value then 'more'
            else 'less'
        end as direction
    from findings
    inner join personas on findings.persona_id = personas.persona_id
    where findings.observation_count >= {{ var('min_group_size') }}
        and findings.finding_rank
        <= case findings.metric
            when 'feature' then 4
            when 'attitude' then 3
            when 'friction' then 2
            when 'category' then 2
            when 'theme' then 2
            when 'pain' then 2
            else 1
        end
),

final as (
    select
        told.persona_id,
        sentences.section,
        told.metric,
        {{ filled('sentences.sentence', {
            'item': 'told.item',
            'label': 'told.label',
            'value': kpi_text('told.persona_value', 'told.unit'),
            'usual': "coalesce(" ~ kpi_text('told.comparison_value', 'told.unit') ~ ", '')",
            'n': grouped_digits('told.observation_count')
        }) }} as sentence,
        told.item,
        told.unit,
        told.source_table,
        cast(sentences.sort_order as integer) as sort_order,
        told.finding_rank,
        told.observation_count,
        told.persona_value,
        told.comparison_value,
        as_of.as_of_date
    from told
    inner join sentences
        on told.metric = sentences.metric
            and told.direction = sentences.direction
            and sentences.variant
            = (told.persona_number + told.finding_rank)
            - sentences.variant_count
            * floor(
                (told.persona_number + told.finding_rank)
                / nullif(sentences.variant_count, 0)
            )
    cross join as_of
)

select * from final
