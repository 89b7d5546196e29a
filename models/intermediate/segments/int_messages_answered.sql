-- Grain: message that reached a customer who agreed to analytics when it was sent, and
-- the first time it was opened.
with messages as (
    select * from {{ ref('stg_marketing__messages') }}
    where reject_reason is null
),

events as (
    select * from {{ ref('stg_marketing__message_events') }}
    where reject_reason is null
),

members as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'loyalty_member_id'
),

addressees as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'email'
),

consented as (
    {{ consented('messages') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- A click shows that it was opened, too.
happened as (
    select
        message_id,
        min(case when event_name = 'message_delivered' then occurred_at end)
            as delivered_at,
        min(
            case
                when event_name in ('message_opened', 'message_clicked')
                    then occurred_at
            end
        ) as opened_at
    from events
    group by 1
),

final as (
    select
        messages.message_id,
        consented.holder_id as customer_id,
        {{ local_date('happened.delivered_at', 'company') }} as delivered_date,
        {{ local_date('happened.opened_at', 'company') }} as opened_date,
        messages.sent_at
    from messages
    inner join happened on messages.message_id = happened.message_id
    left join members on messages.loyalty_member_id = members.identifier_value
    left join addressees
        on {{ hashed_email('messages.recipient_email') }} = addressees.identifier_value
    inner join consented
        on coalesce(members.customer_id, addressees.customer_id) = consented.holder_id
            and messages.sent_at >= consented.valid_from
            and messages.sent_at < consented.valid_to
    where happened.delivered_at is not null
)

select * from final
