{#- The identifiers that the rows of one staged table name together, each combination once. -#}
{% macro identifiers_seen(relation, seen_at, identifiers, country='null', city='null') -%}
    {%- set types = identifier_types() + ['email_sha256'] -%}
    select
        '{{ relation.identifier | replace('stg_', '', 1) | replace('__', '.') }}' as evidence,
        {% for type in types -%}
        cast({{ identifiers.get(type, 'null') }} as varchar) as {{ type }},
        {% endfor -%}
        cast({{ country }} as varchar) as country,
        cast({{ city }} as varchar) as city,
        count(*) as sighting_count,
        cast(min({{ seen_at }}) as timestamp) as first_seen_at,
        cast(max({{ seen_at }}) as timestamp) as last_seen_at
    from {{ relation }}
    where reject_reason is null and coalesce({{ identifiers.values() | join(', ') }}, null) is not null
    group by {{ range(1, types | length + 4) | join(', ') }}
{%- endmacro %}
