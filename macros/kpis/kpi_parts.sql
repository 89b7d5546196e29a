{#- The parts of KPIs by day and by one dimension at a time, one row for each KPI.

Arguments:
    relation: Rows with a measure_date, the dimensions' columns and what is summed.
    dimensions: As in cut_by.
    kpis: For each KPI its id, numerator, denominator (none for a plain sum) and n, and for mean scores the squares:
        columns of the relation, or sums of such. -#}
{% macro kpi_parts(relation, dimensions, kpis) -%}
    {#- What several KPIs share is summed once. -#}
    {%- set names = {} -%}
    {%- set sums = {} -%}
    {%- for kpi in kpis -%}
        {%- for part in kpi[1:] if part is not none and part not in names -%}
            {%- do names.update({part: 'part_' ~ (names | length + 1)}) -%}
            {%- do sums.update({names[part]: part}) -%}
        {%- endfor -%}
    {%- endfor %}
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from (
        {{ cut_by(relation, 'measure_date', dimensions, sums) }}
    ) as cut
    cross join lateral (
        values
        {%- for kpi in kpis %}
        ('{{ kpi[0] }}'
        {%- for place in range(1, 5) %}, {{ names.get(kpi[place] if place < kpi | length else none, 'null') }}{% endfor %})
        {{- "," if not loop.last }}
        {%- endfor %}
    ) as kpis (kpi_id, numerator, denominator, observation_count, square_sum)
{%- endmacro %}
