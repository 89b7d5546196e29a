-- All 125 combinations of scores name a segment, and every segment named is described.
with grid as (
    select * from {{ ref('rfm_grid') }}
),

segments as (
    select * from {{ ref('segments') }}
    where segment_type = 'rfm'
),

scores as (
    select count(*) as row_count
    from grid
    where recency_score between 1 and 5
        and frequency_score between 1 and 5
        and monetary_score between 1 and 5
)

select 'the grid has ' || scores.row_count || ' combinations, not 125' as problem
from scores
where scores.row_count != 125
union all
select
    'segment '
    || coalesce(grid.rfm_segment, segments.segment)
    || ' stands in one of the two seeds only' as problem
from grid
full outer join segments on grid.rfm_segment = segments.segment
where grid.rfm_segment is null or segments.segment is null
