{#- Judged events of one collector by the names of the taxonomy and with the time at which they happened. How far the
    sender's clock is behind the collector's is known from the time of sending; without it, only a clock that is ahead
    gives itself away. The id among all collectors is written here, for it is read far more often. -#}
{% macro collected_events(judged, source, sent_at='events.sent_at', key='event_id') %}
    select
        corrected.*,
        concat_ws('-', '{{ source }}', corrected.{{ key }}) as collected_id,
        coalesce(taxonomy.event_name, 'unmapped') as event_name,
        {{ this_run() }} as run_number,
        {{ microseconds('corrected.received_at') }} - {{ microseconds('corrected.event_at') }}
        > {{ var('event_late_hours') }} * 3600000000 as is_late,
        {{ local_date('corrected.event_at', ref('stg_landing__as_of_date')) }} as event_date
    from (
        select
            clocked.*,
            abs(clocked.microseconds_behind) > {{ var('event_skew_seconds') }} * 1000000 as is_clock_corrected,
            case
                when abs(clocked.microseconds_behind) > {{ var('event_skew_seconds') }} * 1000000
                    then {{ timestamp_of(microseconds('clocked.occurred_at') ~ ' + clocked.microseconds_behind') }}
                else clocked.occurred_at
            end as event_at
        from (
            select
                events.*,
                coalesce(
                    {{ microseconds('events.received_at') }} - {{ microseconds(sent_at) }},
                    least({{ microseconds('events.received_at') }} - {{ microseconds('events.occurred_at') }}, 0)
                ) as microseconds_behind
            from {{ judged }} as events
        ) as clocked
    ) as corrected
    left join {{ ref('event_taxonomy') }} as taxonomy
        on corrected.source_event = taxonomy.source_event and taxonomy.source = '{{ source }}'
{% endmacro %}
