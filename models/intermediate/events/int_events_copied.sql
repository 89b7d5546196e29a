-- Grain: one row per event that another source reported too and that therefore does not
-- count: the source with the lower precedence number wins, by the seed event_sources.
-- What is about the same as new events, or as newly quarantined ones, is stated again.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_copies(
        ref('int_events_collected'), ref('int_events_quarantined')
    ) }}",
    post_hook='{{ remember_run() }}'
) }}

with shared as (
    select * from {{ ref('int_events_shared') }}
),

{% if is_incremental() -%}
    changed as (
        {{ changed_events(
            ref('int_events_collected'), ref('int_events_quarantined')
        ) }}
    ),

    stated as (
        {{ about_the_same('shared', 'changed') }}
    ),

    compared as (
        {{ about_the_same('shared', 'stated') }}
    ),
{%- else -%}
    compared as (
        select * from shared
    ),
{%- endif %}

-- What two copies share. Names the taxonomy does not know say nothing.
keyed as (
    select
        compared.*,
        'order_id' as copied_by,
        concat_ws('|', compared.event_name, compared.order_id) as copy_key
    from compared
    where compared.order_id is not null and compared.event_name != 'unmapped'
    union all
    select
        compared.*,
        'deduplication_id' as copied_by,
        compared.deduplication_id as copy_key
    from compared
    where compared.deduplication_id is not null
),

repeated as (
    select
        copied_by,
        copy_key
    from keyed
    group by 1, 2
    having min(precedence) < max(precedence)
),

ranked as (
    select
        keyed.copied_by,
        keyed.copy_key,
        keyed.event_id,
        keyed.source,
        keyed.precedence,
        row_number() over (
            partition by keyed.copied_by, keyed.copy_key
            order by
                keyed.precedence asc nulls last,
                keyed.event_at asc nulls last,
                keyed.event_id asc nulls last
        ) as place
    from keyed
    inner join repeated
        on keyed.copied_by = repeated.copied_by and keyed.copy_key = repeated.copy_key
),

matched as (
    select
        keyed.*,
        ranked.event_id as counted_event_id,
        ranked.source as counted_source,
        row_number() over (
            partition by keyed.event_id
            order by
                ranked.precedence asc nulls last,
                keyed.copied_by asc nulls last,
                ranked.event_id asc nulls last
        ) as match_number
    from keyed
    inner join ranked
        on keyed.copied_by = ranked.copied_by
            and keyed.copy_key = ranked.copy_key
            and keyed.precedence > ranked.precedence
    where ranked.place = 1
),

final as (
    select
        event_id,
        source,
        counted_event_id,
        counted_source,
        copied_by,
        visitor_identifier,
        order_id,
        deduplication_id,
        event_date,
        event_at
    from matched
    where match_number = 1
        {{ 'and event_id in (select event_id from stated)' if is_incremental() }}
)

select * from final
