{#- A raw feature as the clusters measure it: clipped, logged where they log it, centered, scaled and weighed. What was
    never seen is nothing unusual. -#}
{% macro in_cluster_units(value, parameters) -%}
    (
        case
            when {{ parameters }}.is_logged
                then ln(1 + least(
                        greatest(coalesce({{ value }}, 0), {{ parameters }}.lower_bound),
                        {{ parameters }}.upper_bound
                    ))
            else least(
                    greatest(coalesce({{ value }}, 0), {{ parameters }}.lower_bound),
                    {{ parameters }}.upper_bound
                )
        end - {{ parameters }}.mean_value
    ) / nullif({{ parameters }}.scale, 0) * {{ parameters }}.feature_weight
{%- endmacro %}
