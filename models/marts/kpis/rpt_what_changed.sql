-- Grain: role x week x place: at most five sentences on what moved beyond a usual week,
-- the largest first; where nothing did, one on the role's first KPI. Wordings are rows
-- of the seed change_sentences.
with changes as (
    select * from {{ ref('fct_notable_changes') }}
),

sentences as (
    select * from {{ ref('change_sentences') }}
),

final as (
    select
        changes.role_id,
        changes.place,
        changes.kpi_id,
        {{ filled('sentences.sentence', {
            'kpi': 'changes.kpi_name',
            'verb': "case when changes.change > 0 then 'rose' else 'fell' end",
            'change': kpi_text('abs(changes.change)', 'changes.unit', ' points'),
            'value': kpi_text('changes.kpi_value', 'changes.unit'),
            'swing': kpi_text('changes.usual_change', 'changes.unit', ' points'),
            'n': grouped_digits('changes.observation_count'),
            'part': "coalesce(changes.part, '')",
            'how': "coalesce(changes.how, '')",
            'part_share': "coalesce(cast(cast(round(100 * changes.part_share) as integer)
                as varchar), '') || '%'"
        }) }} as sentence,
        changes.verdict,
        changes.part as driver,
        'definitions.html#' || changes.kpi_id as link,
        changes.kpi_value,
        changes.previous_value,
        changes.usual_change,
        changes.observation_count,
        changes.week_start_date
    from changes
    inner join sentences on changes.sentence_id = sentences.sentence_id
)

select * from final
