{#- The kinds of identifiers, each a column of int_identifiers_seen; identifier_rules says what each may do. -#}
{% macro identifier_types() -%}
    {{ return([
        'loyalty_member_id', 'shop_customer_id', 'client_id', 'contact_id', 'user_id', 'participant_id',
        'email', 'phone', 'device_id', 'anonymous_id', 'advertising_id', 'third_party_id',
    ]) }}
{%- endmacro %}
