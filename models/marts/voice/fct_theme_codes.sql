-- Grain: study x code that its researcher gave x theme that the machine found in it:
-- how far the two tell the same notes from those of all studies. Notes may carry
-- several codes, so counts do not add up.
with documents as (
    select * from {{ ref('fct_voice_documents') }}
    where source_table = 'research_notes' and theme_id is not null
),

notes as (
    select * from {{ ref('int_research_notes') }}
    where codes is not null
),

coded as (
    select
        note_id,
        study_name,
        {{ split_rows('codes', '|') }} as code
    from notes
),

-- A note under a code twice counts once.
pairs as (
    select distinct
        coded.study_name,
        trim(coded.code) as code,
        coded.note_id,
        documents.theme_id
    from coded
    inner join documents on coded.note_id = documents.source_id
),

themed as (
    select
        documents.theme_id,
        count(*) as theme_count,
        sum(count(*)) over () as note_count
    from notes
    inner join documents on notes.note_id = documents.source_id
    group by 1
),

met as (
    select
        study_name,
        code,
        theme_id,
        count(*) as both_count,
        sum(count(*)) over (partition by study_name, code) as code_count
    from pairs
    group by 1, 2, 3
),

counted as (
    select
        met.study_name,
        met.code,
        met.theme_id,
        cast(met.both_count as double) as both_count,
        cast(met.code_count as double) as code_count,
        cast(themed.theme_count as double) as theme_count,
        cast(themed.note_count as double) as note_count,
        row_number() over (
            partition by met.study_name, met.code
            order by met.both_count desc nulls last, met.theme_id asc nulls last
        ) as theme_rank
    from met
    inner join themed on met.theme_id = themed.theme_id
),

-- Cohen (1960): what both say alike, beyond what chance would have them.
agreed as (
    select
        *,
        (note_count - code_count - theme_count + 2 * both_count)
        / nullif(note_count, 0) as observed,
        (
            code_count * theme_count
            + (note_count - code_count) * (note_count - theme_count)
        ) / nullif(note_count * note_count, 0) as expected
    from counted
),

final as (
    select
        study_name,
        code,
        theme_id,
        cast(both_count as integer) as both_count,
        cast(code_count as integer) as code_count,
        cast(theme_count as integer) as theme_count,
        cast(note_count as integer) as note_count,
        both_count / nullif(code_count, 0) as code_share,
        round((observed - expected) / nullif(1 - expected, 0), 9) as kappa,
        theme_rank = 1 as is_main_theme
    from agreed
    where both_count >= {{ var('min_group_size') }}
)

select * from final
