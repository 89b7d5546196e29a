{#- A key is unique and never null; one test for both, also for several columns. -#}
{% test key(model, columns, nullable_columns=[]) %}
    select
        {{ columns | join(',\n        ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ range(1, columns | length + 1) | join(', ') }}
    having count(*) > 1
    {%- for column in columns if column not in nullable_columns %} or {{ column }} is null{% endfor %}
{% endtest %}
