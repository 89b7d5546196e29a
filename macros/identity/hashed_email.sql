{#- The identifier_value of an e-mail address; the same for an address and for its SHA-256 as apps send it. -#}
{% macro hashed_email(email, email_sha256='null') -%}
    {{ hashed('coalesce(lower(trim(cast(' ~ email_sha256 ~ ' as varchar))), ' ~ fingerprint(normal_email(email)) ~ ')') }}
{%- endmacro %}
