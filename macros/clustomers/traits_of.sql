{#- The traits that one source tells of, each summed in a column of its name (docs/clustomers.md): `seen` is the column that
    counts of what it is known, or month_count, or once for what is known of everybody; `context` is within what others'
    are usual; without one, the trait is a plain rate. -#}
{% macro traits_of(source) %}
    {%- set by_experience = "concat_ws(' ', business_line, experience)" -%}
    {{ return({
        'bought': [
            {'feature': 'order_rate', 'seen': 'month_count'},
            {'feature': 'weekend', 'seen': 'occasion_count', 'context': 'context'},
            {'feature': 'morning', 'seen': 'occasion_count', 'context': 'context'},
            {'feature': 'midday', 'seen': 'occasion_count', 'context': 'context'},
            {'feature': 'afternoon', 'seen': 'occasion_count', 'context': 'context'},
            {'feature': 'evening', 'seen': 'occasion_count', 'context': 'context'},
            {'feature': 'basket_size', 'seen': 'basket_count', 'context': 'context'},
            {'feature': 'item_price', 'seen': 'price_count', 'context': 'context'},
            {'feature': 'discounted', 'seen': 'discounted_count', 'context': 'context'},
            {'feature': 'margin_share', 'seen': 'margin_count', 'context': 'context'},
            {'feature': 'by_app', 'seen': 'order_count', 'context': 'business_line'},
            {'feature': 'by_web', 'seen': 'order_count', 'context': 'business_line'},
            {'feature': 'same_again', 'seen': 'known_count', 'context': by_experience},
        ],
        'visited': [
            {'feature': 'browsing', 'seen': 'month_count'},
            {'feature': 'on_mobile', 'seen': 'device_count', 'context': 'context'},
            {'feature': 'engaged_time', 'seen': 'visit_count', 'context': 'context'},
            {'feature': 'bounced', 'seen': 'visit_count', 'context': 'context'},
        ],
        'served': [
            {'feature': 'tickets', 'seen': 'month_count'},
            {'feature': 'missed_appointments', 'seen': 'appointment_count'},
            {'feature': 'refunds', 'seen': 'order_count', 'context': 'business_line'},
        ],
        'said': [
            {'feature': 'has_text', 'seen': 'once'},
            {'feature': 'tone', 'seen': 'text_count', 'context': 'document_type'},
            {'feature': 'complaints', 'seen': 'text_count', 'context': 'document_type'},
            {'feature': 'theme_1', 'seen': 'themed_count', 'context': 'business_line'},
            {'feature': 'theme_2', 'seen': 'themed_count', 'context': 'business_line'},
            {'feature': 'theme_3', 'seen': 'themed_count', 'context': 'business_line'},
            {'feature': 'theme_4', 'seen': 'themed_count', 'context': 'business_line'},
            {'feature': 'theme_5', 'seen': 'themed_count', 'context': 'business_line'},
            {'feature': 'theme_6', 'seen': 'themed_count', 'context': 'business_line'},
        ],
    }[source]) }}
{% endmacro %}
