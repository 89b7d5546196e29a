"""The event path next to polars and pandas on the same files, and one more day against all days.

Run: python benchmarks/bench_events.py [n_events] [n_runs] [n_customers]. The path: events that came
twice count once, names by the taxonomy, sessions by 30 minutes idle. Each engine runs in a process
of its own, in turn, on the same Parquet files, and must find the same sessions. DuckDB runs the SQL
of the models; polars gets the same half hours, which make it faster, too. Then events, sessions and
snapshots of a demo company are built, and again after one more day landed. Exits 1 when a bar is
missed.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
FACTS = ("+fct_events", "+fct_sessions", "+fct_customer_snapshots")
BAR_POLARS_TIME, BAR_POLARS_MEMORY, BAR_PANDAS, BAR_DAY = 1.0, 0.7, 3.0, 0.10
LANDED = """
    select
        'e' || event_number as event_id,
        'v' || visitor_number as visitor_id,
        'name ' || (hash(event_number) % 60) as source_event,
        'https://shop.example.com/page/' || (hash(event_number + 1) % 5000) as page_url,
        visit_at + to_microseconds(cast(hash(event_number + 2) % 1500000000 as bigint)) as event_at
    from (
        select
            range as event_number,
            hash(range // 12) % {visitors} as visitor_number,
            timestamp '2026-01-01' + to_seconds(cast(hash(range // 12 + 7) % 31536000 as bigint))
                as visit_at
        from range({first}, {last})
    )
"""
TAXONOMY = "select 'name ' || range as source_event, 'event_' || range % 25 as event_name "
TAXONOMY += "from range(50)"
PEAK = "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
DUCKDB = """
connection = duckdb.connect()
connection.execute("set threads = {threads}; set preserve_insertion_order = false")
connection.execute("create view landed as from '{folder}/events/*.parquet'")
found = connection.execute('''
    with taxonomy as (select * from '{folder}/taxonomy.parquet'),
    repeated_keys as (select event_id from landed group by 1 having count(*) > 1),
    events as (
        select landed.* from landed
        left join repeated_keys on landed.event_id = repeated_keys.event_id
        where repeated_keys.event_id is null
        union all
        select * exclude (place) from (
            select
                landed.*,
                row_number() over (
                    partition by landed.event_id order by landed.event_at, landed.page_url
                ) as place
            from landed inner join repeated_keys on landed.event_id = repeated_keys.event_id
        ) where place = 1
    ),
    named as (
        select visitor_id, event_at, coalesce(event_name, 'unmapped') as event_name
        from events left join taxonomy on events.source_event = taxonomy.source_event
    ),
    parts as (
        select
            visitor_id, epoch_us(event_at) // 1800000000 as half_hour, count(*) as event_count,
            sum(case when event_name = 'unmapped' then 1 else 0 end) as unmapped_count,
            min(event_at) as first_event_at, max(event_at) as last_event_at
        from named group by 1, 2
    ),
    numbered as (
        select *, coalesce(
            epoch_us(first_event_at) - epoch_us(lag(last_event_at) over visits) > 1800000000, true
        ) as is_first
        from parts window visits as (partition by visitor_id order by first_event_at)
    ),
    sessions as (
        select
            visitor_id, session_number, sum(event_count) as event_count,
            sum(unmapped_count) as unmapped_count,
            min(first_event_at) as started_at, max(last_event_at) as ended_at
        from (
            select *, sum(cast(is_first as integer)) over (
                partition by visitor_id order by first_event_at
            ) as session_number
            from numbered
        ) group by 1, 2
    )
    select
        count(*), sum(event_count), sum(unmapped_count),
        sum(epoch_us(ended_at) - epoch_us(started_at))
    from sessions
''').fetchone()
found = [int(value) for value in found]
"""
POLARS = """
pl = polars
idle = pl.duration(minutes=30)
events = pl.scan_parquet('{folder}/events/*.parquet').unique('event_id', keep='any')
taxonomy = pl.scan_parquet('{folder}/taxonomy.parquet')
named = events.join(taxonomy, on='source_event', how='left').select(
    'visitor_id', 'event_at', pl.col('event_name').fill_null('unmapped')
)
parts = named.group_by(
    'visitor_id', (pl.col('event_at').dt.epoch('us') // 1_800_000_000).alias('half_hour')
).agg(
    pl.len().alias('event_count'), (pl.col('event_name') == 'unmapped').sum().alias('unmapped'),
    pl.col('event_at').min().alias('first'), pl.col('event_at').max().alias('last'),
).sort('visitor_id', 'first')
gap = pl.col('first') - pl.col('last').shift(1).over('visitor_id', order_by='first')
sessions = parts.with_columns(
    (gap > idle).fill_null(True).cast(pl.Int32).cum_sum().alias('number')
).group_by('visitor_id', 'number').agg(
    pl.col('event_count').sum(), pl.col('unmapped').sum(), pl.col('first').min(),
    pl.col('last').max(),
)
found = list(sessions.select(
    pl.len(), pl.col('event_count').sum(), pl.col('unmapped').sum(),
    (pl.col('last') - pl.col('first')).dt.total_microseconds().sum(),
).collect(engine='{engine}').row(0))
"""
PANDAS = """
pd = pandas
events = pd.read_parquet('{folder}/events').drop_duplicates('event_id')
taxonomy = pd.read_parquet('{folder}/taxonomy.parquet')
named = events.merge(taxonomy, on='source_event', how='left')
named['unmapped'] = named['event_name'].isna()
named = named.sort_values(['visitor_id', 'event_at'], kind='stable')
gap = named.groupby('visitor_id', sort=False)['event_at'].diff()
named['number'] = (gap.isna() | (gap > pd.Timedelta(minutes=30))).cumsum()
sessions = named.groupby('number', sort=False).agg(
    event_count=('event_id', 'size'), unmapped=('unmapped', 'sum'),
    first=('event_at', 'min'), last=('event_at', 'max'),
)
length = (sessions['last'] - sessions['first']) // pd.Timedelta(microseconds=1)
found = [len(sessions), int(sessions['event_count'].sum()), int(sessions['unmapped'].sum()),
         int(length.sum())]
"""
RUNNER = """
import json, time
import {module}
start = time.perf_counter()
{code}
print(json.dumps([time.perf_counter() - start, {peak}, found]))
"""


def make_files(folder: Path, n_events: int) -> None:
    """Write events of a year in ten files, one in a hundred of them twice, and a taxonomy."""
    (folder / "events").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({TAXONOMY}) to '{folder}/taxonomy.parquet'")
        for part in range(10):
            first, last = part * n_events // 10, (part + 1) * n_events // 10
            landed = LANDED.format(first=first, last=last, visitors=max(n_events // 40, 1))
            again = f"select * from ({landed}) where hash(event_id) % 100 = 0"
            connection.execute(
                f"copy ({landed} union all {again}) to '{folder}/events/{part}.parquet'"
            )


def measure(engine: str, code: str, folder: Path) -> tuple[float, float, list[int]]:
    """Return seconds after the imports, peak gigabytes, and what was found."""
    threads = os.cpu_count() or 2
    code = code.replace("{folder}", str(folder)).replace("{threads}", str(threads))
    program = RUNNER.replace("{module}", engine.split()[0]).replace("{code}", code)
    program = program.replace("{peak}", PEAK)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    seconds, kilobytes, found = json.loads(done.stdout.splitlines()[-1])
    return seconds, kilobytes / 2**20, found


def compare(n_events: int, n_runs: int) -> bool:
    """Print each engine's median time and peak memory; return whether a bar was missed."""
    engines = {
        "duckdb": DUCKDB,
        "polars": POLARS.replace("{engine}", "streaming"),
        "polars in memory": POLARS.replace("{engine}", "in-memory"),
        "pandas": PANDAS,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder, n_events)
        size = sum(file.stat().st_size for file in folder.rglob("*.parquet")) / 1e6
        print(f"events     {n_events:,} in {size:.0f} MB of Parquet, medians of {n_runs} runs")
        runs: dict[str, list[tuple[float, float, list[int]]]] = {engine: [] for engine in engines}
        for _ in range(n_runs):
            for engine, code in engines.items():
                runs[engine].append(measure(engine, code, folder))
    found = {engine: results[0][2] for engine, results in runs.items()}
    same = all(result == found["duckdb"] for result in found.values())
    seconds = {
        engine: statistics.median(run[0] for run in results) for engine, results in runs.items()
    }
    memory = {engine: max(run[1] for run in results) for engine, results in runs.items()}
    for engine in engines:
        print(
            f"           {engine:16} {seconds[engine]:6.2f} s, {memory[engine]:.2f} GB, "
            f"{n_events / seconds[engine] / 1e6:.1f} M events/s"
        )
    print(f"           {found['duckdb'][0]:,} sessions, the same of all: {same}")
    # Against the faster of polars' two engines, in its own memory.
    fastest = min(("polars", "polars in memory"), key=seconds.__getitem__)
    time_ratio = seconds["duckdb"] / seconds[fastest]
    memory_ratio = memory["duckdb"] / memory[fastest]
    pandas_ratio = seconds["pandas"] / seconds["duckdb"]
    print(f"           of polars' time {time_ratio:.2f} (bar {BAR_POLARS_TIME}), of its memory "
          f"{memory_ratio:.2f} (bar {BAR_POLARS_MEMORY}), times as fast as pandas "
          f"{pandas_ratio:.1f} (bar {BAR_PANDAS})")  # fmt: skip
    return (
        not same
        or time_ratio > BAR_POLARS_TIME
        or memory_ratio > BAR_POLARS_MEMORY
        or pandas_ratio < BAR_PANDAS
    )


def build_facts(workspace: Path, target: Path) -> dict[str, float]:
    """Build the facts and all they are made from, one model at a time; return their seconds."""
    subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "build", "--threads", "1",
         "--exclude-resource-types", "test", "unit_test", "--select", *FACTS],
        cwd=PROJECT, check=True,
        env=os.environ | {"CLUSTOMERS_WORKSPACE": str(workspace), "DBT_TARGET_PATH": str(target),
                          "DBT_LOG_PATH": str(target)},
    )  # fmt: skip
    results = json.loads((target / "run_results.json").read_text())["results"]
    return {
        result["unique_id"].split(".")[2]: result["execution_time"]
        for result in results
        if result["unique_id"].startswith("model.")
    }


def split_last_day(landing: Path, held_back: Path, last_day: date) -> None:
    """Take the events of the last day out of the landing zone, into files of their own."""
    for file in sorted(landing.glob("*/events/*.parquet")):
        received = "coalesce(try_cast(received_at as timestamp), timestamp '2000-01-01')"
        target = held_back / file.relative_to(landing)
        target.parent.mkdir(parents=True, exist_ok=True)
        rest = file.with_suffix(".rest")
        duckdb.execute(
            f"copy (from '{file}' where {received} >= '{last_day}') "
            f"to '{target.with_stem('day-' + target.stem)}'"
        )
        duckdb.execute(
            f"copy (from '{file}' where {received} < '{last_day}') to '{rest}' (format parquet)"
        )
        rest.replace(file)


def one_more_day(n_customers: int) -> bool:
    """Print what one more day costs against all days; return whether the bar was missed."""
    from clustomers.demo.generate import generate
    from clustomers.demo.settings import Settings
    from clustomers.workspace import Workspace

    as_of = date(2026, 9, 30)
    with tempfile.TemporaryDirectory() as name:
        workspace, target, day = Path(name) / "demo", Path(name) / "target", Path(name) / "day"
        report = generate(Settings(customers=n_customers, as_of=as_of), Workspace(workspace))
        split_last_day(workspace / "landing", day, as_of)
        whole = build_facts(workspace, target)
        shutil.copytree(day, (workspace / "landing").resolve(), dirs_exist_ok=True)
        more = build_facts(workspace, target)
    path = [
        node for node in whole
        if node.endswith("__events")
        or node.startswith(("int_event", "int_session", "int_visitor", "int_channels",
                            "int_campaigns_entered", "int_customer_features", "fct_events",
                            "fct_sessions"))
    ]  # fmt: skip
    print(f"one day    {n_customers:,} customers, {report.events:,} events")
    for node in sorted(path, key=whole.__getitem__, reverse=True)[:8]:
        print(f"           {node:28}{whole[node]:8.2f} s, one more day {more[node]:6.2f} s")
    all_days, one_day = (sum(run[node] for node in path) for run in (whole, more))
    print(f"           event path and snapshots {all_days:.2f} s, one more day {one_day:.2f} s: "
          f"{one_day / all_days:.2f} (bar {BAR_DAY})")  # fmt: skip
    all_models, day_models = sum(whole.values()), sum(more.values())
    print(f"           with all they are made from {all_models:.1f} s, one more day "
          f"{day_models:.1f} s: {day_models / all_models:.2f}")  # fmt: skip
    return one_day / all_days > BAR_DAY


def main() -> int:
    """Print figures and bars; return the exit code."""
    given = [int(argument) for argument in sys.argv[1:]]
    n_events, n_runs, n_customers = [*given, *(10_000_000, 3, 20_000)[len(given) :]]
    print(f"machine    {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"DuckDB {duckdb.__version__}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    missed = compare(n_events, n_runs)
    return int(one_more_day(n_customers) or missed)


if __name__ == "__main__":
    sys.exit(main())
