-- Grain: claim of a researcher's persona x persona found in the data: who fits it. A
-- feature fits on the claimed side of the mean, an attribute with the claimed value.
with claims as (
    select * from {{ ref('int_persona_claims') }}
),

members as (
    select * from {{ ref('fct_persona_members') }}
),

trait_values as (
    select * from {{ ref('int_trait_values') }}
    where business_line = 'all'
),

snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
    where is_as_of_date
),

attributes as (
    select * from {{ ref('int_customer_attributes') }}
),

measured as (
    select
        members.persona_id,
        trait_values.feature as attribute,
        trait_values.feature_value
        > avg(trait_values.feature_value) over (partition by trait_values.feature)
            as is_high
    from trait_values
    inner join snapshots on trait_values.snapshot_date = snapshots.snapshot_date
    inner join members on trait_values.customer_id = members.customer_id
),

fitting as (
    select
        claims.claim_id,
        measured.persona_id,
        case when measured.is_high = (claims.expectation = 'high') then 1 else 0 end
            as fits
    from claims
    inner join measured on claims.attribute = measured.attribute
    where claims.expectation in ('high', 'low')
    union all
    select
        claims.claim_id,
        members.persona_id,
        case when lower(attributes.item) = claims.expectation then 1 else 0 end as fits
    from claims
    inner join attributes on claims.attribute = attributes.attribute
    inner join members on attributes.customer_id = members.customer_id
),

counted as (
    select
        claim_id,
        persona_id,
        count(*) as known_count,
        sum(fits) as fit_count,
        sum(count(*)) over (partition by claim_id) - count(*) as other_count,
        sum(sum(fits)) over (partition by claim_id) - sum(fits) as other_fit_count
    from fitting
    group by 1, 2
),

shares as (
    select
        *,
        cast(fit_count as double) / nullif(known_count, 0) as fit_share,
        cast(other_fit_count as double) / nullif(other_count, 0) as others_fit_share
    from counted
    where known_count >= {{ var('min_group_size') }}
),

bounded as (
    select
        *,
        {{ wilson_low('fit_share', 'known_count') }} as fit_low,
        {{ wilson_high('fit_share', 'known_count') }} as fit_high,
        {{ wilson_low('others_fit_share', 'other_count') }} as others_low,
        {{ wilson_high('others_fit_share', 'other_count') }} as others_high
    from shares
),

compared as (
    select
        *,
        {{ newcombe_low('fit_share', 'fit_low', 'others_fit_share', 'others_high') }}
            as difference_low,
        {{ newcombe_high('fit_share', 'fit_high', 'others_fit_share', 'others_low') }}
            as difference_high
    from bounded
),

final as (
    select
        claims.research_persona_id,
        compared.claim_id,
        compared.persona_id,
        claims.attribute,
        claims.expectation,
        claims.claim,
        case
            when compared.difference_low > 0 then 'supported'
            when compared.difference_high < 0 then 'contradicted'
            else 'cannot say'
        end as verdict,
        cast(compared.known_count as integer) as known_count,
        compared.fit_share,
        compared.others_fit_share,
        compared.fit_share - compared.others_fit_share as difference,
        compared.difference_low,
        compared.difference_high
    from compared
    inner join claims on compared.claim_id = claims.claim_id
)

select * from final
