{#- The host of an address, without www; an address without a scheme is a host already. -#}
{% macro host_name(address) -%}
    {{ extracted("lower(" ~ address ~ ")", "^([a-z]+://)?(www[.])?([^/?#:]+)", 3) }}
{%- endmacro %}
