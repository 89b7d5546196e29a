{#- What new and newly quarantined events are about, since the model at hand was last made. -#}
{% macro changed_events(events, quarantined) -%}
    select order_id, deduplication_id from {{ events }} where run_number > {{ last_run(model.name) }}
    union all
    select order_id, deduplication_id from {{ quarantined }} where run_number > {{ last_run(model.name) }}
{%- endmacro %}

{#- Of events, those that carry an order's id, or one that copies share, of some things. -#}
{% macro about_the_same(events, things) -%}
    select {{ events }}.* from {{ events }}
    where {{ is_about(things) }}
{%- endmacro %}

{% macro is_about(things) -%}
    order_id in (select things.order_id from {{ things }} as things where things.order_id is not null)
    or deduplication_id in (
        select things.deduplication_id from {{ things }} as things where things.deduplication_id is not null
    )
{%- endmacro %}

{#- Before int_events_copied: the copies of what changed. -#}
{% macro forget_copies(events, quarantined) -%}
    {%- if is_incremental() -%}
    delete from {{ this }} where {{ is_about('(' ~ changed_events(events, quarantined) ~ ')') }}
    {%- endif -%}
{%- endmacro %}
