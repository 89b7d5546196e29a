{#- When somebody may be followed in one category of data: periods of consent to the purpose that lawful_bases asks
    for. Joined by holder_id and time, it is the gate of a fact: what it does not match is the unknown customer's. -#}
{% macro consented(data_category) -%}
    select
        granted.holder_id,
        granted.valid_from_date,
        granted.valid_to_date,
        granted.valid_from,
        granted.valid_to
    from {{ ref('int_consents_granted') }} as granted
    inner join {{ ref('lawful_bases') }} as bases
        on granted.purpose = bases.person_level_purpose
    where bases.data_category = '{{ data_category }}'
    {%- if is_refresh() %}
        and granted.holder_id in (select touched.customer_id from {{ ref('int_customers_touched') }} as touched)
    {%- endif %}
{%- endmacro %}
