{#- At the end of a run: events that may be kept no longer leave every table that is not made anew from staging. They were
    set aside as expired before, so facts and sessions are without them already. -#}
{% macro delete_expired() %}
    {%- if not execute or flags.WHICH not in ['build', 'run'] -%}{{ return('') }}{%- endif -%}
    {%- set as_of = graph.nodes['model.clustomers.stg_landing__as_of_date'] -%}
    {%- set held = [] -%}
    {%- for name in [
        'int_events_collected', 'int_events_set_aside', 'int_events_quarantined', 'int_events_copied', 'int_events_touched',
    ] -%}
        {%- set node = graph.nodes.get('model.clustomers.' ~ name) -%}
        {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) if node else none -%}
        {%- if relation is not none and relation.is_table -%}{%- do held.append(relation) -%}{%- endif -%}
    {%- endfor -%}
    {%- if held | map(attribute='identifier') | first == 'int_events_collected'
        and adapter.get_relation(as_of.database, as_of.schema, as_of.alias) is not none -%}
    create or replace temporary table expired_events as
    select events.event_id
    from {{ held[0] }} as events
    cross join {{ as_of.relation_name }} as as_of
    where {{ is_expired('events.source', 'events.received_at', 'as_of.as_of_date') }};
    {%- for relation in held %}
    delete from {{ relation }} where event_id in (select event_id from expired_events);
    {%- endfor %}
    drop table expired_events;
    {%- endif -%}
{% endmacro %}
