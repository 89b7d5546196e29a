"""A first draft of a mapping, from names and values, for a person to finish."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import Column, System, Table, all_tables
from clustomers.io.mapping import DECIDE, CsvOptions
from clustomers.io.mapping_names import concepts, likeness, names_the_same
from clustomers.io.mapping_sniff import Look, TheirFile, sniff_folder
from clustomers.workspace import Workspace

COMPANY = "planning.company"
VOUCHED_HINT = "when customers agreed to analytics, and no consents are landed to say so"
SURE, GOOD, FAIR = 0.75, 0.55, 0.4


class MappingNeeded(ClustomersError):
    """The files have other names than ours; a draft mapping waits for decisions."""

    prefix = ""


@dataclass
class Guess:
    """Where a column probably comes from, written as in a mapping file."""

    source: str
    names: tuple[str, ...]
    options: dict[str, object] = field(default_factory=dict)
    remark: str = ""

    def written(self) -> str:
        """Return the entry of the mapping file."""
        if self.source == DECIDE:
            return DECIDE
        value: object = list(self.names) if self.source != "from" else self.names[0]
        if self.source == "from" and not self.options:
            return _yaml(value)
        entries = {self.source: value, **self.options}
        return "{" + ", ".join(f"{name}: {_yaml(item)}" for name, item in entries.items()) + "}"


@dataclass
class DraftTable:
    """One of our tables and the file it probably comes from."""

    table: Table
    file: TheirFile
    guesses: dict[str, Guess]
    fitness: float
    one_row_per_key: bool = False

    @property
    def key_names(self) -> tuple[str, ...]:
        """Their columns that make our key, none when one of them is not known."""
        guesses = [self.guesses.get(column) for column in self.table.key]
        known = [guess for guess in guesses if guess and guess.source in ("from", "join")]
        return tuple(n for g in known for n in g.names) if len(known) == len(guesses) else ()


def write_draft(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    workspace: Workspace,
    contracts: Mapping[str, System],
) -> MappingNeeded:
    """Write a draft mapping for a folder into the workspace.

    Returns
    -------
    MappingNeeded
        What a person must decide before the folder can be landed.

    Raises
    ------
    ClustomersError
        When there is a mapping for the folder already, or no file fits any table.
    """
    path = workspace.root / f"{source.resolve().name}.mapping.yml"
    command = f"clustomers land folder {source} --map {path}"
    if path.exists():
        raise ClustomersError(
            f"{source} is not laid out by system and table, and a mapping for it exists. "
            f"Land it with `{command}`, or delete {path} to get a new draft."
        )
    with TemporaryDirectory(prefix="clustomers-") as scratch:
        files, others = sniff_folder(connection, source, Path(scratch))
    tables = list(_choose_tables(connection, files, contracts))
    if not tables:
        raise ClustomersError(
            f"{source}: no file looks like a table of ours ({', '.join(f.pattern for f in files)})."
            " Write a mapping by hand (docs/landing.md) and land it with --map FILE."
        )
    with_company = COMPANY in {table.label for table in all_tables(contracts)} and not (
        (workspace.landing / COMPANY.replace(".", "/")).is_dir()
        or any(item.table.label == COMPANY for item in tables)
    )
    decisions: list[str] = []
    text = "\n".join(_write(tables, files, others, with_company, decisions)) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = ", ".join(f"{item.table.label} from {item.file.pattern}" for item in tables)
    return MappingNeeded(
        [
            f"{source} is not laid out by system and table, so nothing was landed.",
            f"A draft mapping was written: {path}",
            f"It reads {found}.",
            f"Decide in it (look for {DECIDE}):",
            *(f"  - {decision}" for decision in decisions),
            f"Then: {command}",
        ]
    )


def _choose_tables(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[TheirFile],
    contracts: Mapping[str, System],
) -> Iterator[DraftTable]:
    """Yield our tables that a file fits, each with the file that fits best."""
    drafts = [
        draft for table in all_tables(contracts) for file in files if (draft := _match(table, file))
    ]
    chosen: dict[str, DraftTable] = {}
    for draft in sorted(_one_system_each(drafts), key=lambda draft: draft.fitness):
        chosen[draft.table.label] = draft
    chosen = dict(sorted(chosen.items()))
    for draft in chosen.values():
        _make_key(connection, draft)
    for draft in chosen.values():
        _share_parent_key(draft, chosen)
        _fill_key(draft)
        names = draft.key_names
        if names and not _is_one_to_one(connection, draft.file, names, None):
            draft.one_row_per_key = not draft.table.parent
    for draft in chosen.values():
        if draft.one_row_per_key:
            for column in draft.table.columns:
                # One of several rows says nothing of an amount; a person may ask for the sum.
                if column.is_number and not column.is_required:
                    draft.guesses.pop(column.name, None)
        yield draft


def _one_system_each(drafts: Sequence[DraftTable]) -> Iterator[DraftTable]:
    """Yield the drafts of the system each file belongs to.

    Tills and shops tell of the same things, so a file often fits tables of both; one that the
    folder's other files fit as well is the likelier.
    """
    folder: defaultdict[str, float] = defaultdict(float)
    systems: defaultdict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        folder[draft.table.system] += draft.fitness
        systems[draft.file.pattern].add(draft.table.system)
    for draft in drafts:
        if draft.table.system == max(sorted(systems[draft.file.pattern]), key=lambda s: folder[s]):
            yield draft


def _match(table: Table, file: TheirFile) -> DraftTable | None:
    """Return which of a file's columns could be a table's, None when too few could."""
    stem = Path(file.pattern).stem
    scores = {
        (column.name, look.names): _score(column, look, concepts(stem), table.system)
        + 0.05 * column.is_required
        for column in table.columns
        for look in file.looks
    }
    found: dict[str, Look] = {}
    used: set[str] = set()
    looks = {look.names: look for look in file.looks}
    for (name, names), score in sorted(scores.items(), key=lambda item: -item[1]):
        if score >= GOOD and name not in found and not used & set(names):
            found[name] = looks[names]
            used |= set(names)
    for column in table.columns:
        if column.is_required and column.name not in found and column.is_time:
            only = [look for look in file.looks if look.kind == "timestamp"]
            only = [look for look in only if not used & set(look.names)]
            if len(only) == 1:
                found[column.name] = only[0]
                used |= set(only[0].names)
    required = [column for column in table.columns if column.is_required]
    optional = [column for column in table.columns if not column.is_required]
    share = sum(
        1.0 if column.name in found else 0.5 * _can_be_made(table, column) for column in required
    ) / len(required)
    alike = 1.0 if names_the_same(stem, table.name) else likeness(stem, table.name)
    fitness = 0.6 * share + 0.25 * alike
    fitness += 0.15 * sum(column.name in found for column in optional) / max(len(optional), 1)
    lacking = {column.name for column in required if column.name not in found}
    if share < 0.6 or not (alike >= 0.5 or len(found) >= 3):
        return None
    if alike < 0.5 and lacking & set(table.key) and lacking - set(table.key):
        return None  # neither its key nor all it needs: another kind of table
    guesses = {name: _guess(table.column(name), look) for name, look in found.items()}
    for column in required:
        if column.name not in found:
            near = [
                f"{look.label} ({look.kind})"
                for look in file.looks
                if max(likeness(name, column.name, concepts(stem)) for name in look.names) >= FAIR
            ]
            remark = f"perhaps {', '.join(near)}" if near else ""
            guesses[column.name] = Guess(DECIDE, (), remark=remark)
        elif scores[column.name, found[column.name].names] < SURE:
            guess = guesses[column.name]
            guess.remark = "; ".join(filter(None, [guess.remark, "check: the names differ"]))
    return DraftTable(table, file, guesses, fitness)


def _score(column: Column, look: Look, about: Iterable[str], system: str) -> float:
    """Return how well a column fits ours, from its name and what it holds."""
    ours = column.name.removeprefix(f"{system}_")  # a shop calls its shop_customer_id customer id
    wanted = column.data_type
    fits: Mapping[str, float]
    if wanted == "varchar":
        numbers = 1.0 if look.is_whole else 0.3
        fits = {"text": 1.0, "number": numbers, "boolean": 0.8, "date": 0.3, "empty": 0.7}
    elif wanted == "timestamp":
        fits = {"timestamp": 1.0, "date": 0.7}
    elif wanted == "date":
        fits = {"date": 1.0, "timestamp": 0.9}
    elif wanted == "boolean":
        fits = {"boolean": 1.0}
    else:
        whole = wanted in ("integer", "bigint")
        fits = {"number": 1.0 if look.is_whole or not whole else 0.3}
    name = max(likeness(name, ours, about) for name in look.names)
    return name * fits.get(look.kind, 0.0)


def _guess(column: Column, look: Look) -> Guess:
    """Return the mapping of a column that was found."""
    options: dict[str, object] = {}
    remark = ""
    if len(look.names) > 1:
        options["separator"] = " "
    if column.is_time and len(look.formats) > 1:
        options["date_format"] = DECIDE
        remark = "every value reads as " + " and as ".join(look.formats)
    elif column.is_time and look.formats:
        options["date_format"] = look.formats[0]
    if column.is_number and "cents" in concepts(look.names[0]):
        options["unit_factor"] = 0.01
    elif "decimal" in column.data_type and column.name.endswith("_amount"):
        if look.is_whole and look.largest >= 100:
            options["unit_factor"] = DECIDE
            remark = f"whole numbers up to {look.largest:,.0f}: 0.01 if they are cents, else 1"
    return Guess("from" if len(look.names) == 1 else "join", look.names, options, remark)


def _can_be_made(table: Table, column: Column) -> bool:
    """Return whether a part of the key can be made from other columns when it is not there."""
    others = [name for name in table.key if name != column.name]
    is_number = column.data_type in ("integer", "bigint") and bool(others)
    return column.name in table.key and (is_number or table.key == (column.name,))


def _make_key(connection: duckdb.DuckDBPyConnection, draft: DraftTable) -> None:
    """Make an event's id unique where theirs starts anew in each store or on each day."""
    table = draft.table
    if table.event_at is None or len(table.key) != 1 or table.event_at not in draft.guesses:
        return
    event, guess = draft.guesses[table.event_at], draft.guesses[table.key[0]]
    facts = [
        draft.guesses[column.name].names
        for column in table.columns
        if column.name in draft.guesses
        and column.data_type == "varchar"
        and column.name != table.key[0]
        and (column.is_required or "register" in concepts(column.name))
        and draft.guesses[column.name].source == "from"
    ]
    places = [name for names in facts for name in names]
    own = guess.names if guess.source == "from" else ()
    about = tuple(dict.fromkeys([*places, *event.names]))
    options = [own] if own else []
    options += [(*places[:count], *own) for count in range(1, len(places) + 1) if own]
    options += [(*places, event.names[0], *own)]
    for names in options:
        if _is_one_to_one(connection, draft.file, names, about):
            break
    if len(names) > 1 and names != own:
        remark = (
            f"{own[0]} alone repeats" if own else "the file has no such column: made from others"
        )
        draft.guesses[table.key[0]] = Guess("join", names, {"separator": "-"}, remark)


def _share_parent_key(draft: DraftTable, chosen: Mapping[str, DraftTable]) -> None:
    """Write a child's reference to its parent as the parent's key is written."""
    parent = draft.table.parent
    owner = chosen.get(f"{draft.table.system}.{parent.table}") if parent else None
    if parent is None or owner is None or parent.column not in owner.guesses:
        return
    key = owner.guesses[parent.column]
    have = {name for look in draft.file.looks for name in look.names}
    if key.source == "join" and set(key.names) <= have:
        draft.guesses[parent.column] = key
    elif key.source == "join":
        key.remark += f"; {draft.file.pattern} lacks some of these, so write both tables alike"


def _fill_key(draft: DraftTable) -> None:
    """Make a part of the key that the file does not have."""
    table = draft.table
    for name in table.key:
        if draft.guesses.get(name, Guess(DECIDE, ())).source != DECIDE:
            continue
        others = [draft.guesses.get(other) for other in table.key if other != name]
        names = tuple(n for guess in others if guess for n in guess.names)
        if not _can_be_made(table, table.column(name)):
            continue
        if others and all(others) and names:
            draft.guesses[name] = Guess(
                "row_number_by", names, remark="the file has no such column: counted in file order"
            )
        elif not others:
            required = [c.name for c in table.columns if c.is_required and c.name != name]
            found = [draft.guesses[c] for c in required if draft.guesses[c].source != DECIDE]
            names = tuple(dict.fromkeys(n for guess in found for n in guess.names))
            if len(found) == len(required) and names:
                remark = "the file has no such column: made from others"
                draft.guesses[name] = Guess("join", names, {"separator": "-"}, remark)


def _is_one_to_one(
    connection: duckdb.DuckDBPyConnection,
    file: TheirFile,
    names: Sequence[str],
    about: Sequence[str] | None,
) -> bool:
    """Return whether columns identify rows (``about`` None) or the values of other columns."""
    key = ", ".join(sql.name(name) for name in names)
    what = ", ".join(sql.name(n) for n in about) if about else "rowid"
    repeated = connection.execute(
        f"select count(*) from (select {key} from {file.sample} "
        f"group by all having count(distinct ({what})) > 1)"
    ).fetchall()[0][0]
    return int(repeated) == 0


def _write(
    tables: Sequence[DraftTable],
    files: Sequence[TheirFile],
    others: Sequence[str],
    with_company: bool,
    decisions: list[str],
) -> Iterator[str]:
    """Yield the lines of the draft; add to the decisions."""
    yield f"# A draft, from names and values. Replace every {DECIDE}, check the rest, then land"
    yield "# the folder with --map and this file. docs/landing.md explains each entry."
    csv = {item.file.csv for item in tables if item.file.csv}
    local = [item for item in tables if _reads_local_times(item)]
    yield "defaults:"
    if local:
        yield f"  time_zone: {DECIDE}  # of the clocks that wrote the times, such as Europe/Berlin"
        decisions.append(
            "defaults.time_zone: the zone of the clocks that wrote the times, such as Europe/Berlin"
        )
    else:
        yield "  time_zone: UTC  # of times without an offset; all of these carry one"
    if len(csv) == 1:
        yield f"  csv: {_csv(next(iter(csv)))}"
    for file in {item.file.pattern: item.file for item in tables}.values():
        decisions.extend(f"{file.pattern}: {decision}" for decision in file.decisions)
    yield "tables:"
    for item in tables:
        yield from _write_table(item, with_csv=len(csv) > 1, decisions=decisions)
    if with_company:
        yield f"  {COMPANY}:  # one row, the company's own settings"
        yield "    columns:"
        for name, hint in (
            ("company_name", "name shown on boards"),
            ("time_zone", "in which a business day is counted, such as Europe/Berlin"),
            ("currency", "of all amounts, such as EUR"),
        ):
            yield f"      {name}: {{constant: {DECIDE}}}  # {hint}"
            decisions.append(f"{COMPANY}.{name}: {hint}")
        yield "      # vouched_purposes: {constant: analytics}  # " + VOUCHED_HINT
    read = {item.file.pattern for item in tables}
    unread = [file.pattern for file in files if file.pattern not in read] + list(others)
    if unread:
        yield f"# Files that nothing reads: {', '.join(unread)}"


def _write_table(item: DraftTable, with_csv: bool, decisions: list[str]) -> Iterator[str]:
    table = item.table
    yield f"  {table.label}:  # {_first_sentence(table.description)}"
    yield f"    file: {_yaml(item.file.pattern)}"
    if with_csv and item.file.csv:
        yield f"    csv: {_csv(item.file.csv)}"
    if item.one_row_per_key:
        yield f"    one_row_per_key: true  # the file repeats {', '.join(table.key)}"
    yield "    columns:"
    for column in table.columns:
        guess = item.guesses.get(column.name)
        if guess is None:
            yield f"      # {column.name}: {_first_sentence(column.description)}"
            continue
        remark = guess.remark
        if guess.source == DECIDE:
            remark = f"{_first_sentence(column.description)} {remark}".strip()
        yield f"      {column.name}: {guess.written()}" + (f"  # {remark}" if remark else "")
        if DECIDE in guess.written():
            what = f" {next(iter(o for o, v in guess.options.items() if v == DECIDE), '')}".rstrip()
            decisions.append(f"{table.label}.{column.name}{what}: {remark}")
    used = {name for guess in item.guesses.values() for name in guess.names}
    unused = [n for look in item.file.looks for n in look.names if n not in used]
    if unused:
        yield f"    # not read here: {', '.join(dict.fromkeys(unused))}"


def _reads_local_times(item: DraftTable) -> bool:
    looks = {look.names: look for look in item.file.looks}
    return any(
        item.table.column(name).data_type == "timestamp"
        and guess.names in looks
        and not looks[guess.names].has_offset
        for name, guess in item.guesses.items()
    )


def _csv(options: CsvOptions) -> str:
    entries: dict[str, object] = {"delimiter": options.delimiter, "encoding": options.encoding}
    if options.decimal != ".":
        entries["decimal"] = options.decimal
    if options.thousands:
        entries["thousands"] = options.thousands
    return "{" + ", ".join(f"{name}: {_yaml(value)}" for name, value in entries.items()) + "}"


def _yaml(value: object) -> str:
    return DECIDE if value == DECIDE else json.dumps(value, ensure_ascii=False)


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).split(". ")[0].rstrip(".") + "."
