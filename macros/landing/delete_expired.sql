{#- At the end of a run: events that may be kept no longer are accepted no more, and leave every table that is not made
    anew from staging. They were set aside as expired before, so facts and sessions are without them already - unless a
    model of them was not made in this run: then they stay until one makes it. -#}
{% macro delete_expired(results) %}
    {%- if not execute or flags.WHICH not in ['build', 'run'] -%}{{ return('') }}{%- endif -%}
    {%- set made = results | selectattr('status', 'eq', 'success') | map(attribute='node.name') | list -%}
    {%- set names = ['int_events_collected', 'int_events_set_aside', 'int_events_quarantined', 'int_events_copied', 'int_events_touched'] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('increments') == 'events' -%}
        {%- if node.name not in made and (node.config.materialized == 'incremental' or node.name in names) -%}{{ return('') }}{%- endif -%}
    {%- endfor -%}
    create or replace temporary table expired_events as
    select events.event_id
    from {{ relation_of('int_events_collected') }} as events
    where {{ is_expired('events.source', 'events.received_at') }};
    {%- for name in names[1:] %}
    delete from {{ relation_of(name) }} where event_id in (select event_id from expired_events);
    {%- endfor %}
    drop table expired_events;
    {%- for contract in landing_contracts() if contract.is_incremental and contract.retention_days %}
    update {{ relation_of('stg_' ~ contract.system ~ '__' ~ contract.name) }} as staged
    set reject_reason = '{{ expired_reason(contract) }}'
    from {{ relation_of('stg_landing__as_of_date') }} as as_of
    where {{ has_expired_since(contract) }};
    {%- endfor %}
{% endmacro %}
