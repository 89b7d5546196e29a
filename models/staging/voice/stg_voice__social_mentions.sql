{{ config(schema='vault') }}

with judged as (
    {{ judged_records('voice', 'social_mentions') }}
),

final as (
    select
        mention_id,
        network,
        author_handle,
        language,
        body,
        reject_reason,
        like_count,
        mentioned_at
    from judged
)

select * from final
