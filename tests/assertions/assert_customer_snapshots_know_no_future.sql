-- What snapshots say was known by their date, by a second route: counted from the facts
-- with nothing dated later, for the evenings on which consent held.
with consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

told as (
    select
        snapshot_date,
        'tickets' as fact,
        sum(ticket_count) as total
    from {{ ref('int_customer_service_features') }}
    group by 1
    union all
    select
        snapshot_date,
        'open tickets' as fact,
        sum(open_ticket_count) as total
    from {{ ref('int_customer_service_features') }}
    group by 1
    union all
    select
        snapshot_date,
        'answers and reviews' as fact,
        sum(survey_answer_count + review_count) as total
    from {{ ref('int_customer_voice_features') }}
    group by 1
    union all
    select
        snapshot_date,
        'sessions of 90 days' as fact,
        sum(session_count_90d) as total
    from {{ ref('int_customer_digital_features') }}
    group by 1
),

dated as (
    select
        customer_id,
        'tickets' as fact,
        ticket_date as from_date,
        date '9999-12-31' as until_date
    from {{ ref('fct_tickets') }}
    union all
    select
        customer_id,
        'open tickets' as fact,
        ticket_date as from_date,
        coalesce(solved_date, date '9999-12-31') as until_date
    from {{ ref('fct_tickets') }}
    where is_open or solved_date is not null
    union all
    select
        customer_id,
        'answers and reviews' as fact,
        coalesce(answer_date, invitation_date) as from_date,
        date '9999-12-31' as until_date
    from {{ ref('fct_surveys') }}
    where is_answered
    union all
    select
        customer_id,
        'answers and reviews' as fact,
        review_date as from_date,
        date '9999-12-31' as until_date
    from {{ ref('fct_reviews') }}
    union all
    select
        customer_id,
        'sessions of 90 days' as fact,
        session_date as from_date,
        {{ dbt.dateadd('day', 90, 'session_date') }} as until_date
    from {{ ref('fct_sessions') }}
),

counted as (
    select
        consented.snapshot_date,
        dated.fact,
        count(*) as total
    from dated
    inner join consented
        on dated.customer_id = consented.customer_id
            and dated.from_date <= consented.snapshot_date
            and dated.until_date > consented.snapshot_date
    group by 1, 2
),

-- The movements of an account up to a day add up to what it pays on it.
paid as (
    select
        accounts.snapshot_date,
        accounts.customer_id,
        max(accounts.account_monthly_amount) as told_amount,
        coalesce(sum(changes.change_amount), 0) as counted_amount
    from {{ ref('int_customer_account_features') }} as accounts
    left join {{ ref('fct_subscriptions') }} as changes
        on accounts.account_id = changes.account_id
            and accounts.snapshot_date >= changes.change_date
    group by 1, 2
)

select
    coalesce(told.snapshot_date, counted.snapshot_date) as snapshot_date,
    coalesce(told.fact, counted.fact) as fact
from told
full outer join counted
    on told.snapshot_date = counted.snapshot_date and told.fact = counted.fact
where coalesce(told.total, 0) != coalesce(counted.total, 0)
union all
select
    snapshot_date,
    'recurring revenue' as fact
from paid
where told_amount != counted_amount
