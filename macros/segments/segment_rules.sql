{#- What the rules of macros/segments/rules say of each customer on each snapshot date: a file there is a rule as soon as it
    is there. A rule is a macro over int_segment_inputs that selects customer_id, segment (null for those who are not in it),
    reason and snapshot_date. segment_type_<name> puts everyone in one segment of the type <name>; segment_rule_<name> is a
    segment of its own, of the type rule. -#}
{% macro segment_rules(inputs) %}
    {%- for macro in context.keys() | sort if macro.startswith(('segment_type_', 'segment_rule_')) %}
    {%- set name = macro.split('_', 2)[2] %}
    {{ 'union all' if not loop.first }}
    select
        '{{ name if macro.startswith('segment_type_') else 'rule' }}' as segment_type,
        '{{ name }}' as rule_name,
        ruled.customer_id,
        ruled.segment,
        ruled.reason,
        ruled.snapshot_date
    from ({{ context[macro](inputs) }}) as ruled
    {%- endfor %}
{% endmacro %}
