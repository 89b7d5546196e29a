-- Grain: one row per way in which sessions came. GA4's default channel grouping, its
-- rules in order; each way is judged once. run_number is the run since which it is so.
{{ config(post_hook='{{ remember_run() }}') }}

with ways as (
    select * from {{ ref('int_ways_entered') }}
),

known_sites as (
    select * from {{ ref('traffic_sites') }}
),

rules as (
    select * from {{ ref('channel_rules') }}
),

sited as (
    select
        ways.way_id,
        known_sites.site_category,
        row_number() over (
            partition by ways.way_id
            order by
                known_sites.match_order asc nulls last,
                known_sites.site_pattern asc nulls last
        ) as place
    from ways
    inner join known_sites
        on {{ matches(
            'coalesce(ways.utm_source, ways.outside_host)', 'known_sites.site_pattern'
        ) }}
),

-- What GA4 would have collected: a source from the referrer, a medium from its kind.
named as (
    select
        ways.*,
        coalesce(sited.site_category, 'other') as site_category,
        coalesce(ways.utm_campaign, '') as campaign,
        coalesce(
            ways.utm_source,
            ways.outside_host,
            case
                when ways.utm_campaign is null and ways.utm_medium is null
                    and not ways.has_click_id
                    then '(direct)'
                else '(not set)'
            end
        ) as traffic_source,
        coalesce(
            ways.utm_medium,
            case
                when ways.has_click_id then 'cpc'
                when ways.utm_source is not null then '(not set)'
                when ways.outside_host is not null and sited.site_category = 'search'
                    then 'organic'
                when ways.outside_host is not null then 'referral'
                when ways.utm_campaign is null then '(none)'
                else '(not set)'
            end
        ) as traffic_medium
    from ways
    left join sited on ways.way_id = sited.way_id and sited.place = 1
),

ruled as (
    select
        named.*,
        rules.channel,
        row_number() over (
            partition by named.way_id
            order by rules.rule_order asc nulls last
        ) as place
    from named
    left join rules
        on rules.site_category in ('any', named.site_category)
            and {{ matches(
                'named.traffic_source', "coalesce(rules.source_pattern, '')"
            ) }}
            and {{ matches(
                'named.traffic_medium', "coalesce(rules.medium_pattern, '')"
            ) }}
            and {{ matches(
                'named.campaign', "coalesce(rules.campaign_pattern, '')"
            ) }}
),

final as (
    select
        ruled.way_id,
        ruled.utm_campaign,
        ruled.traffic_source,
        ruled.traffic_medium,
        coalesce(ruled.channel, 'Unassigned') as channel,
        {% if is_continued() -%}
            coalesce(earlier.run_number, {{ this_run() }}) as run_number
        {%- else -%}
            {{ this_run() }} as run_number
        {%- endif %}
    from ruled
    {% if is_continued() -%}
        left join {{ this }} as earlier
            on ruled.way_id = earlier.way_id
                and ruled.traffic_source = earlier.traffic_source
                and ruled.traffic_medium = earlier.traffic_medium
                and coalesce(ruled.channel, 'Unassigned') = earlier.channel
    {%- endif %}
    where ruled.place = 1
)

select * from final
