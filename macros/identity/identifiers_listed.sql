{#- The columns of int_identifiers_seen as rows: one per sighting and identifier, with what is looked up in blocked_identifiers. -#}
{% macro identifiers_listed(relation) -%}
    {%- for type in identifier_types() %}
    {{ 'union all' if not loop.first }}
    select
        sighting_id,
        evidence,
        '{{ type }}' as identifier_type,
        {% if type in ['email', 'phone'] -%}
        {{ type }}_hash as identifier_value,
        {%- else -%}
        {{ type }} as identifier_value,
        {%- endif %}
        lower({{ type }}) as plain_value,
        sighting_count,
        first_seen_at,
        last_seen_at
    from {{ relation }}
    where {{ type ~ '_hash' if type in ['email', 'phone'] else type }} is not null
    {%- endfor %}
{%- endmacro %}
