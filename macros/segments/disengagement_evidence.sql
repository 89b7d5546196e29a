{#- Logarithm of how many times as likely a count is when disengaged_ratio of the customer's rate is left, as when all of it
    is. The count is Poisson over the exposure, the rate gamma with that shape and scale (an inverse one: shape / scale is the
    mean), so both are negative binomials, of which everything but these terms cancels out. -#}
{% macro disengagement_evidence(count, shape, scale, exposure) -%}
    {{ count }} * ln({{ var('disengaged_ratio') }})
    + ({{ shape }} + {{ count }}) * ln(
        ({{ scale }} + {{ exposure }})
        / nullif({{ scale }} + {{ var('disengaged_ratio') }} * {{ exposure }}, 0)
    )
{%- endmacro %}
