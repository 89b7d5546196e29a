-- A segment that a rule puts customers in has a row in seeds/segments.csv: without one,
-- nobody would say what to do with it.
select
    segment_type,
    segment,
    count(*) as membership_count
from {{ ref('fct_segment_memberships') }}
where definition_version = 0
group by 1, 2
