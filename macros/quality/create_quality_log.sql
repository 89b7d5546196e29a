{% macro create_quality_log() %}{% endmacro %}
