{#- What the rules of macros/segments/rules say of each customer on each snapshot date: a file there is a rule as soon as it
    is there. A rule is a macro named segment_rule_<name> over int_segment_inputs that selects customer_id, segment (null
    for those who are not in it), reason and snapshot_date. Rules of a type of their own put everyone in one segment. -#}
{% macro segment_rules(inputs) %}
    {%- set prefix = 'segment_rule_' -%}
    {%- for macro in context.keys() | sort if macro.startswith(prefix) %}
    {%- set name = macro[prefix | length:] %}
    {{ 'union all' if not loop.first }}
    select
        '{{ name if name in ['rfm', 'lifecycle', 'margin'] else 'rule' }}' as segment_type,
        '{{ name }}' as rule_name,
        ruled.customer_id,
        ruled.segment,
        ruled.reason,
        ruled.snapshot_date
    from ({{ context[macro](inputs) }}) as ruled
    {%- endfor %}
{% endmacro %}
