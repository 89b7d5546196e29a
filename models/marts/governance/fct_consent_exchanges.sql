-- Grain: purpose x what was offered for it x where x wording. A person asked at two
-- places stands in both rows, so counts do not add up. Amounts are averages.
with records as (
    select * from {{ ref('int_consents_recorded') }}
),

granted as (
    select * from {{ ref('int_consents_granted') }}
),

snapshots as (
    select * from {{ ref('fct_customer_snapshots') }}
    where is_as_of_date
),

-- One answer per person and offer; a person who did both said no last, or agreed later.
answers as (
    select
        purpose,
        coalesce(benefit, 'none') as benefit,
        coalesce(place, 'unknown') as place,
        coalesce(wording_version, 'unknown') as wording_version,
        holder_id,
        max(case when action = 'granted' then 1 else 0 end) as has_accepted,
        max(case when action = 'declined' then 1 else 0 end) as has_declined,
        min(case when action = 'granted' then recorded_at end) as accepted_at
    from records
    where action in ('shown', 'granted', 'declined')
    group by 1, 2, 3, 4, 5
),

-- A consent given by the offer may have ended, whether or not another came later.
ended as (
    select
        answers.*,
        case
            when granted.valid_to < cast('9999-12-31' as timestamp) then 1 else 0
        end as has_withdrawn,
        lasting.holder_id is not null as is_agreeing
    from answers
    left join granted
        on answers.holder_id = granted.holder_id
            and answers.purpose = granted.purpose
            and answers.accepted_at >= granted.valid_from
            and answers.accepted_at < granted.valid_to
    left join granted as lasting
        on answers.holder_id = lasting.holder_id
            and answers.purpose = lasting.purpose
            and lasting.valid_to = cast('9999-12-31' as timestamp)
),

-- Who agrees to analytics and to this purpose, against who agrees to analytics alone:
-- people who did not agree to analytics are in neither, and are not looked at.
offers as (
    select
        ended.purpose,
        ended.benefit,
        ended.place,
        ended.wording_version,
        count(*) as shown_count,
        sum(ended.has_accepted) as accepted_count,
        sum(case when ended.has_accepted = 0 then ended.has_declined else 0 end)
            as declined_count,
        sum(ended.has_withdrawn) as withdrawn_count,
        count(case when ended.is_agreeing then snapshots.customer_id end)
            as consented_customer_count,
        count(case when not ended.is_agreeing then snapshots.customer_id end)
            as other_customer_count,
        avg(case when ended.is_agreeing then snapshots.net_sales_amount_90d end)
            as consented_average_amount,
        avg(case when not ended.is_agreeing then snapshots.net_sales_amount_90d end)
            as other_average_amount
    from ended
    left join snapshots on ended.holder_id = snapshots.customer_id
    group by 1, 2, 3, 4
),

judged as (
    select
        *,
        shown_count < {{ var('min_group_size') }} as is_suppressed,
        consented_customer_count < {{ var('min_group_size') }} as is_consented_small,
        other_customer_count < {{ var('min_group_size') }} as is_other_small
    from offers
),

final as (
    select
        purpose,
        benefit,
        place,
        wording_version,
        cast(case when not is_suppressed then shown_count end as bigint) as shown_count,
        cast(case when not is_suppressed then accepted_count end as bigint)
            as accepted_count,
        cast(case when not is_suppressed then declined_count end as bigint)
            as declined_count,
        cast(case when not is_suppressed then withdrawn_count end as bigint)
            as withdrawn_count,
        cast(
            case when not is_consented_small then consented_customer_count end as bigint
        ) as consented_customer_count,
        cast(case when not is_other_small then other_customer_count end as bigint)
            as other_customer_count,
        case
            when not is_suppressed
                then cast(accepted_count as double) / nullif(shown_count, 0)
        end as acceptance_share,
        cast(
            case when not is_consented_small then consented_average_amount end as double
        ) as consented_average_amount,
        cast(case when not is_other_small then other_average_amount end as double)
            as other_average_amount,
        is_suppressed
    from judged
)

select * from final
