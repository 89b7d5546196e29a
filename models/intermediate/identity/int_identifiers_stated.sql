-- Grain: one row per source table and combination of identifiers that its rows name
-- together, as written. Holds addresses and phone numbers: it stays in the vault.
{{ config(schema='vault') }}

with final as (
    {{ identifiers_seen(ref('stg_pos__loyalty_members'), 'joined_date',
        {'loyalty_member_id': 'loyalty_member_id', 'email': 'email', 'phone': 'phone'},
        city='city') }}
    union all
    {{ identifiers_seen(ref('stg_pos__receipts'), 'sold_at',
        {'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_pos__loyalty_transactions'), 'transacted_at',
        {'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_pos__offer_events'), 'occurred_at',
        {'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_marketing__campaign_recipients'), 'sent_at',
        {'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_marketing__coupon_redemptions'), 'redeemed_at',
        {'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_marketing__messages'), 'sent_at',
        {'loyalty_member_id': 'loyalty_member_id', 'email': 'recipient_email'}) }}
    union all
    {{ identifiers_seen(ref('stg_marketing__message_preferences'), 'updated_at',
        {'email': 'email'}) }}
    union all
    {{ identifiers_seen(ref('stg_shop__customers'), 'created_at',
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone',
        'loyalty_member_id': 'loyalty_member_id'}, country='country', city='city') }}
    union all
    {{ identifiers_seen(ref('stg_shop__orders'), 'ordered_at',
        {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone',
        'anonymous_id': 'anonymous_id'}, city='city') }}
    union all
    {{ identifiers_seen(ref('stg_bookings__clients'), 'created_at',
        {'client_id': 'client_id', 'email': 'email', 'phone': 'phone'}, city='city') }}
    union all
    {{ identifiers_seen(ref('stg_bookings__calls'), 'called_at',
        {'client_id': 'client_id', 'phone': 'phone'}) }}
    union all
    {{ identifiers_seen(ref('stg_bookings__quotes'), 'requested_at',
        {'client_id': 'client_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_bookings__appointments'), 'booked_at',
        {'client_id': 'client_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_crm__contacts'), 'created_at',
        {'contact_id': 'contact_id', 'email': 'email', 'phone': 'phone'},
        city='city') }}
    union all
    {{ identifiers_seen(ref('stg_crm__leads'), 'created_at',
        {'contact_id': 'contact_id', 'email': 'email',
        'anonymous_id': 'anonymous_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_crm__referrals'), 'referred_at',
        {'email': 'referred_email'}) }}
    union all
    {{ identifiers_seen(ref('stg_product__users'), 'created_at',
        {'user_id': 'user_id', 'email': 'email'}) }}
    union all
    {{ identifiers_seen(ref('stg_support__tickets'), 'created_at',
        {'email': 'requester_email'}) }}
    union all
    {{ identifiers_seen(ref('stg_voice__survey_responses'), 'invited_at',
        {'email': 'email', 'loyalty_member_id': 'loyalty_member_id'}) }}
    union all
    {{ identifiers_seen(ref('stg_voice__reviews'), 'reviewed_at',
        {'email': 'author_email'}) }}
    union all
    {{ identifiers_seen(ref('stg_voice__research_notes'), 'recorded_at',
        {'participant_id': 'participant_id', 'email': 'participant_email'}) }}
)

select * from final
