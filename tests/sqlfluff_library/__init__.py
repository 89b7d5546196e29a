"""What sqlfluff renders in place of macros that need dbt's graph or adapter: any valid SQL."""


def local_date(timestamp: str, company: str) -> str:
    """Stand in for the macro of the same name."""
    return f"local_date({timestamp}, (select max(time_zone) from {company} as one))"


def local_timestamp(timestamp: str, company: str) -> str:
    """Stand in for the macro of the same name."""
    return f"local_timestamp({timestamp}, (select max(time_zone) from {company} as one))"


def split_rows(value: str, separator: str) -> str:
    """Stand in for the macro of the same name."""
    return f"unnest({value})"


def start_of_day(date: str, company: str) -> str:
    """Stand in for the macro of the same name."""
    return f"start_of_day({date}, (select max(time_zone) from {company} as one))"


def is_same(left: str, right: str) -> str:
    """Stand in for the macro of the same name."""
    return f"{left} = {right}"


def date_series(start: str, end: str) -> str:
    """Stand in for the macro of the same name."""
    return f"date_series({start}, {end})"


def variable(name: str) -> str:
    """Stand in for the macro of the same name."""
    return f"'{name}'"


def points_above(value: str, measure: str) -> str:
    """Stand in for the macro of the same name."""
    return f"{value} + cut_points.{measure}_p20"


def judged_records(system: str, table: str) -> str:
    """Stand in for the macro of the same name."""
    return f"select * from raw.{system}__{table}"


def collected_events(judged: str, source: str, sent_at: str = "", key: str = "") -> str:
    """Stand in for the macro of the same name."""
    return f"select * from {judged}"


def landed_days() -> str:
    """Stand in for the macro of the same name."""
    return "select 1 as row_count"


def landed_records() -> str:
    """Stand in for the macro of the same name."""
    return "select 1 as row_count"


def records_judged(staged: dict[str, str]) -> str:
    """Stand in for the macro of the same name."""
    return "select 1 as row_count"


def malformed_values() -> str:
    """Stand in for the macro of the same name."""
    return "select 1 as row_count"


def is_expired(source: str, event_at: str) -> str:
    """Stand in for the macro of this name."""
    return f"({source} = 'web' and {event_at} < cast('2020-01-01' as date))"


def first_new(column: str, relation: str) -> str:
    """Stand in for the macro of this name."""
    return "cast('2020-01-01' as timestamp)"


def first_restated(touched: str) -> str:
    """Stand in for the macro of this name."""
    return "cast('2020-01-01' as timestamp)"


def half_hour(timestamp: str) -> str:
    """Stand in for the macro of this name."""
    return f"half_hour({timestamp})"


def hashed(expression: str) -> str:
    """Stand in for the macro of this name."""
    return f"sha256({expression})"


def host_name(address: str) -> str:
    """Stand in for the macro of this name."""
    return f"host_name({address})"


def extracted(text: str, pattern: str, group: int = 0) -> str:
    """Stand in for the macro of this name."""
    return f"regexp_extract({text}, '{pattern}', {group})"


def masked(text: str) -> str:
    """Stand in for the macro of this name."""
    return f"masked({text})"


def matches(text: str, pattern: str) -> str:
    """Stand in for the macro of this name."""
    return f"regexp_matches({text}, {pattern})"


def microseconds(timestamp: str) -> str:
    """Stand in for the macro of this name."""
    return f"epoch_us({timestamp})"


def timestamp_of(microseconds: str) -> str:
    """Stand in for the macro of this name."""
    return f"make_timestamp({microseconds})"


def without_pattern(column: str, pattern: str) -> str:
    """Stand in for the macro of the same name."""
    return f"without_pattern({column}, '{pattern}')"


def normal_email(column: str) -> str:
    """Stand in for the macro of the same name."""
    return f"normal_email({column})"


def hashed_email(email: str, email_sha256: str = "null") -> str:
    """Stand in for the macro of the same name."""
    return f"hashed_email({email}, {email_sha256})"


def normal_phone(phone: str, calling_code: str) -> str:
    """Stand in for the macro of the same name."""
    return f"normal_phone({phone}, {calling_code})"


def identifier_types() -> list[str]:
    """Stand in for the macro of the same name."""
    return ["loyalty_member_id", "email", "device_id"]


def identifiers_seen(*arguments: object, **more: object) -> str:
    """Stand in for the macro of the same name."""
    return "select evidence from given"


def identifiers_listed(relation: str) -> str:
    """Stand in for the macro of the same name."""
    return f"select * from {relation}"


def attributes_listed(relation: str, attributes: list[str]) -> str:
    """Stand in for the macro of the same name."""
    return f"select * from {relation}"


def consented(data_category: str) -> str:
    """Stand in for the macro of the same name."""
    return (
        "select granted.holder_id, granted.valid_from_date, granted.valid_to_date, "
        f"granted.valid_from, granted.valid_to from granted where '{data_category}' != ''"
    )


def is_continued() -> bool:
    """Stand in for the macro of the same name."""
    return True


def last_run(model_name: str) -> int:
    """Stand in for the macro of the same name."""
    return 1


def this_run() -> str:
    """Stand in for the macro of the same name."""
    return "2"


def cut_by(
    relation: str, date: str, dimensions: dict[str, str], measures: dict[str, str], by: str = ""
) -> str:
    """Stand in for the macro of the same name."""
    return f"select * from {relation}"


def kpi_parts(relation: str, dimensions: dict[str, str], kpis: list[tuple[str | None, ...]]) -> str:
    """Stand in for the macro of the same name."""
    return f"select * from {relation}"


def wilson_low(share: str, n: str) -> str:
    """Stand in for the macro of this name."""
    return f"wilson_low({share}, {n})"


def wilson_high(share: str, n: str) -> str:
    """Stand in for the macro of this name."""
    return f"wilson_high({share}, {n})"


def newcombe_low(larger: str, larger_low: str, smaller: str, smaller_high: str) -> str:
    """Stand in for the macro of this name."""
    return f"newcombe_low({larger}, {larger_low}, {smaller}, {smaller_high})"


def newcombe_high(larger: str, larger_high: str, smaller: str, smaller_low: str) -> str:
    """Stand in for the macro of this name."""
    return f"newcombe_high({larger}, {larger_high}, {smaller}, {smaller_low})"


def kpi_text(value: str, unit: str, share_unit: str = "%") -> str:
    """Stand in for the macro of the same name."""
    return f"concat_ws(' ', {value}, {unit})"


def grouped_digits(whole: str) -> str:
    """Stand in for the macro of the same name."""
    return f"cast({whole} as varchar)"


def filled(text: str, values: dict[str, str]) -> str:
    """Stand in for the macro of the same name."""
    return f"concat_ws(' ', {text}, {', '.join(values.values())})"


def segment_rules(inputs: str) -> str:
    """Stand in for the macro of this name."""
    return f"select * from {inputs}"


def lifecycle_stage(lateness: str, age_days: str, previous_lateness: str) -> str:
    """Stand in for the macro of this name."""
    return f"concat_ws(' ', {lateness}, {age_days}, {previous_lateness})"


def clustomer_id(business_line: str, cluster_number: str) -> str:
    """Stand in for the macro of this name."""
    return f"concat_ws('-', {business_line}, {cluster_number})"


def is_in_year_before(month_date: str, snapshot_date: str) -> str:
    """Stand in for the macro of this name."""
    return f"{month_date} <= {snapshot_date}"


def in_cluster_units(value: str, parameters: str) -> str:
    """Stand in for the macro of this name."""
    return f"{value} * {parameters}.scale"


def engagement_days() -> int:
    """Stand in for the macro of this name."""
    return 208


def disengagement_evidence(count: str, shape: str, scale: str, exposure: str) -> str:
    """Stand in for the macro of this name."""
    return f"{count} + {shape} + {scale} + {exposure}"


def counted(count: str, noun: str) -> str:
    """Stand in for the macro of this name."""
    return f"concat_ws(' ', {count}, '{noun}')"


def habit_label(habit: str, item: str) -> str:
    """Stand in for the macro of this name."""
    return f"concat_ws(' ', {habit}, {item})"


def names_masked(text: str, names: str) -> str:
    """Stand in for the macro of the same name."""
    return f"coalesce({text}, {names})"


def word_rows(text: str) -> str:
    """Stand in for the macro of the same name."""
    return f"unnest({text})"


def listed(value: str, separator: str, position: str) -> str:
    """Stand in for the macro of the same name."""
    return f"string_agg({value}, '{separator}' order by {position} asc)"


def is_refresh() -> bool:
    """Stand in for the macro of the same name."""
    return False


def and_built(**options: str) -> str:
    """Stand in for the macro of the same name."""
    return ""


def and_reached_events() -> str:
    """Stand in for the macro of the same name."""
    return ""


def is_reached_session(session_id: str) -> str:
    """Stand in for the macro of the same name."""
    return "true"


def nothing_new() -> str:
    """Stand in for the macro of the same name."""
    return ""


def built(model_name: str) -> str:
    """Stand in for the macro of the same name."""
    return f"built.{model_name}"


def looked_back_to(months: int) -> str:
    """Stand in for the macro of the same name."""
    return "cast('2000-01-01' as date)"


def since_last_snapshot() -> str:
    """Stand in for the macro of the same name."""
    return ""


def and_touched() -> str:
    """Stand in for the macro of the same name."""
    return ""


def changed_events(events: str, quarantined: str) -> str:
    """Stand in for the macro of the same name."""
    return f"select order_id from {events}"


def about_the_same(events: str, things: str) -> str:
    """Stand in for the macro of the same name."""
    return f"select {events}.* from {events} where order_id in (select order_id from {things})"


def forget_copies(events: str, quarantined: str) -> str:
    """Stand in for the macro of the same name."""
    return ""


def traits_of(source: str) -> list[dict[str, str]]:
    """Stand in for the macro of the same name."""
    return [
        {"feature": "visits", "seen": "month_count"},
        {"feature": "share", "seen": "visit_count", "context": "business_line"},
    ]


def compared_traits(source: str) -> str:
    """Stand in for the macro of the same name."""
    return "select 1 as share"
