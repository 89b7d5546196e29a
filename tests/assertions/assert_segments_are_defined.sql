-- A segment that a rule puts customers in has a row in seeds/segments.csv: without one,
-- nobody would say what to do with it, and its members would be lost.
with judged as (
    select
        segment_type,
        rule_name,
        segment
    from {{ ref('int_segments_judged') }}
    where segment is not null
    group by 1, 2, 3
),

segments as (
    select * from {{ ref('segments') }}
)

select judged.*
from judged
left join segments
    on judged.segment_type = segments.segment_type and judged.segment = segments.segment
where segments.segment is null
