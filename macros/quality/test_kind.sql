{#- What kind of test a node is: unit, great_expectations, generic or singular; none when it is no test. -#}
{% macro test_kind(node) -%}
    {%- if node.resource_type == 'unit_test' -%}{{ return('unit') }}{%- endif -%}
    {%- if node.resource_type != 'test' -%}{{ return(none) }}{%- endif -%}
    {%- if not node.test_metadata -%}{{ return('singular') }}{%- endif -%}
    {{ return('great_expectations' if node.test_metadata.name == 'expectations' else 'generic') }}
{%- endmacro %}
