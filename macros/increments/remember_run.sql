{#- After a model of a group of increments, in its transaction: which run made it, from what, and whether as a whole. -#}
{% macro remember_run() %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set group_name = model.config.meta.get('increments') -%}
    {%- set is_whole = should_full_refresh() -%}
    delete from raw.increments where model_name = '{{ model.name }}' and {{ is_whole }};
    insert into raw.increments
    select
        increment_groups.group_name, '{{ model.name }}', increment_groups.fingerprint, as_of.time_zone,
        this_run.run_number, this_run.run_number, as_of.as_of_date
    from raw.this_run as this_run
    inner join raw.increment_groups on increment_groups.group_name = '{{ group_name }}'
    cross join {{ relation_of('stg_landing__as_of_date') }} as as_of
    where not exists (select 1 from raw.increments where model_name = '{{ model.name }}');
    update raw.increments
    set run_number = (select run_number from raw.this_run),
        as_of_date = (select as_of_date from {{ relation_of('stg_landing__as_of_date') }})
    where model_name = '{{ model.name }}'
{% endmacro %}
