{#- In a refresh: what the last build holds of the touched customers, after what the new files say; nothing otherwise.
    A built row gives way where `rows` has its `key`, and where `unless` holds; of what is older by `since` than features
    look back, nothing is read. -#}
{% macro and_built(key=none, rows='final', unless=none, since=none, model_name=model.name) -%}
    {%- if is_refresh() -%}
    union all
    select built.*
    from {{ built(model_name) }} as built
    where built.customer_id in (select touched.customer_id from {{ ref('int_customers_touched') }} as touched)
        {%- if key %}
        and built.{{ key }} not in (select stated.{{ key }} from {{ rows }} as stated)
        {%- endif %}
        {%- if since %}
        and built.{{ since }} >= {{ looked_back_to(14) }}
        {%- endif %}
        {%- if unless %}
        and not {{ unless }}
        {%- endif %}
    {%- endif -%}
{%- endmacro %}
