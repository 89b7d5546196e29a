{#- Whether an incremental model must be made anew: it never ran, its code, a seed or a variable that its rows depend on
    is another, a model before it was made anew, the as-of date went back or the company's time zone changed. The last
    two are known once their models have run; the start of a build knows the variable only. -#}
{% macro starts_again(model_name, group_name, at_start=false) %}
    {%- if flags.FULL_REFRESH -%}{{ return(true) }}{%- endif -%}
    {%- set query -%}
        select 1
        from raw.increments
        where model_name = '{{ model_name }}'
            and fingerprint = (select fingerprint from raw.increment_groups where group_name = '{{ group_name }}')
            and run_number >= (
                select max(refreshed_run_number) from raw.increments where group_name = '{{ group_name }}'
            )
            {%- if not at_start %}
            and exists (
                select 1
                from {{ relation_of('stg_landing__as_of_date') }} as as_of
                where as_of.as_of_date >= increments.as_of_date and as_of.time_zone = increments.time_zone
            )
            {%- elif var('as_of_date') %}
            and as_of_date <= cast('{{ var('as_of_date') }}' as date)
            {%- endif %}
    {%- endset -%}
    {{ return(run_query(query).rows | length == 0) }}
{% endmacro %}

{#- The groups of incremental models that follow from each other, with their fingerprints; written once a build. -#}
{% macro increment_groups() %}
    {%- set groups = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('increments') -%}
        {%- do groups.append(node.config.meta.increments) -%}
    {%- endfor %}
    create or replace table raw.increment_groups as
    select * from (
        values
            {% for name in groups | unique -%}
            ('{{ name }}', '{{ increments_fingerprint(name) }}'){{ ', ' if not loop.last }}
            {%- endfor %}
    ) as increment_groups (group_name, fingerprint);
{% endmacro %}

{#- What the rows of a group of incremental models depend on beside what is landed: code, seeds, variables. -#}
{% macro increments_fingerprint(group_name) %}
    {%- set parts = {} -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('increments') == group_name -%}
        {%- do parts.update({node.name: node.checksum.checksum}) -%}
        {%- for parent in node.depends_on.nodes if parent.startswith('seed.') -%}
            {%- do parts.update({parent: graph.nodes[parent].checksum.checksum}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in ['business_time_zone', 'event_skew_seconds', 'event_late_hours', 'event_visitor_hour_limit',
        'rfm_window_days', 'session_idle_minutes', 'session_ends_at_campaign'] -%}
        {%- do parts.update({name: var(name)}) -%}
    {%- endfor -%}
    {{ return(local_md5(tojson(parts, sort_keys=true))) }}
{% endmacro %}
