{% macro record_quality_results(results) %}{% endmacro %}
