-- Grain: kpi x day x dimension value, for KPIs of the first days after a trial or an
-- installation. Who began so lately that the window is not over counts on neither side.
with milestones as (
    select * from {{ ref('int_milestones_reached') }}
    where is_window_over
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

accounts as (
    select * from {{ ref('dim_accounts') }}
),

trials as (
    select
        milestones.subject_id,
        accounts.product_tier as account_tier,
        min(milestones.started_date) as measure_date,
        min(case when milestones.is_within_window then 1 else 0 end) as activated_count,
        min(
            {{ dbt.dateadd('day', var('onboarding_days'), 'milestones.started_date') }}
        ) < min(as_of.as_of_date) as is_onboarding_over,
        min(
            case
                when
                    milestones.hours_since_start
                    <= 24 * {{ var('onboarding_days') }}
                    then 1
                else 0
            end
        ) as onboarded_count
    from milestones
    cross join as_of
    left join accounts on milestones.subject_id = accounts.account_id
    where milestones.subject = 'account'
    group by 1, 2
),

counted as (
    select
        measure_date,
        account_tier,
        1 as trial_count,
        activated_count,
        case when is_onboarding_over then 1 else 0 end as onboarding_count,
        case when is_onboarding_over then onboarded_count else 0 end as onboarded_count,
        0 as install_count,
        0 as signed_up_count,
        0 as ordered_count
    from trials
    union all
    select
        started_date as measure_date,
        cast(null as varchar) as account_tier,
        0 as trial_count,
        0 as activated_count,
        0 as onboarding_count,
        0 as onboarded_count,
        case when milestone_id = 'app_signed_up' then 1 else 0 end as install_count,
        case
            when milestone_id = 'app_signed_up' and is_within_window then 1
            else 0
        end as signed_up_count,
        case
            when milestone_id = 'app_first_order' and is_within_window then 1
            else 0
        end as ordered_count
    from milestones
    where milestone_id in ('app_signed_up', 'app_first_order')
),

final as (
    {{ kpi_parts('counted', {'account_tier': 'account_tier'}, [
        ('activation_rate', 'activated_count', 'trial_count', 'trial_count'),
        (
            'onboarding_completion_rate',
            'onboarded_count',
            'onboarding_count',
            'onboarding_count'
        ),
        ('app_sign_up_rate', 'signed_up_count', 'install_count', 'install_count'),
        ('app_first_order_rate', 'ordered_count', 'install_count', 'install_count')
    ]) }}
)

select * from final
