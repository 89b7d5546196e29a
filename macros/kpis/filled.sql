{#- A text with its {placeholders} filled in.

Arguments:
    text: Column with the text.
    values: Expression of each value, by the name of its placeholder. -#}
{% macro filled(text, values) -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for name, value in values.items() -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{" ~ name ~ "}', " ~ value ~ ")" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}
