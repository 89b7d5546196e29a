-- Grain: one row per collector of events, and combination of identifiers that its
-- events name together. Who is signed in depends on the collector.
{{ config(schema='vault') }}

with final as (
    {{ identifiers_seen(ref('stg_web__events'), 'received_at',
        {'anonymous_id': 'anonymous_id', 'third_party_id': 'third_party_id',
        'shop_customer_id': 'user_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_app__events'), 'received_at',
        {'device_id': 'device_id', 'advertising_id': 'advertising_id',
        'loyalty_member_id': 'user_id', 'email_sha256': 'email_sha256'}) }}
    union all
    {{ identifiers_seen(ref('stg_server__events'), 'received_at',
        {'anonymous_id': 'anonymous_id',
        'shop_customer_id': "case when service = 'shop' then user_id end",
        'loyalty_member_id': "case when service = 'orders' then user_id end",
        'user_id': "case when service in ('billing', 'product') then user_id end"}) }}
    union all
    {{ identifiers_seen(ref('stg_privacy__consents'), 'recorded_at', {
        'loyalty_member_id':
        "case when identifier_type = 'loyalty_member_id' then identifier_value end",
        'shop_customer_id':
        "case when identifier_type = 'shop_customer_id' then identifier_value end",
        'client_id': "case when identifier_type = 'client_id' then identifier_value end",
        'user_id': "case when identifier_type = 'user_id' then identifier_value end",
        'email': "case when identifier_type = 'email' then identifier_value end",
        'device_id': "case when identifier_type = 'device_id' then identifier_value end",
        'anonymous_id':
        "case when identifier_type = 'anonymous_id' then identifier_value end"}) }}
)

select * from final
