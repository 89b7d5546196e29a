-- Grain: rule x customer x snapshot date: the segment that the rule puts the customer
-- in, none for those it leaves out, and why, in words.
{{ config(materialized='view') }}

with inputs as (
    select * from {{ ref('int_segment_inputs') }}
),

final as (
    {{ segment_rules('inputs') }}
)

select * from final
