{#- People of business accounts, by their part in it and how the account does. -#}
{% macro segment_rule_accounts(inputs) %}
    select
        customer_id,
        account_segment as segment,
        coalesce(account_reason, 'in no account with a subscription') as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
