"""Protects the contracts: what a steward writes in YAML is read whole, and mistakes are named."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from clustomers.errors import ClustomersError
from clustomers.io.contracts import Parent, System, all_tables, read_contracts

GOOD = """
version: 2
sources:
  - name: desk
    schema: raw
    tables:
      - name: tickets
        identifier: desk__tickets
        config: {meta: {key: [ticket_id], event_at: opened_at, areas: [voice]}}
        columns:
          - {name: ticket_id, data_type: varchar, config: {meta: {is_required: true}}}
          - {name: opened_at, data_type: timestamp}
      - name: replies
        identifier: desk__replies
        config: {meta: {key: [reply_id], parent: {table: tickets, column: ticket_id}}}
        columns:
          - {name: reply_id, data_type: varchar}
          - {name: ticket_id, data_type: varchar}
          - {name: refund_amount, data_type: "decimal(18, 2)"}
"""


def project(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models" / "staging" / "desk" / "_desk__sources.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return tmp_path


def test_the_projects_own_contracts_are_valid(contracts: Mapping[str, System]) -> None:
    lines = contracts["pos"].tables["receipt_lines"]
    assert lines.key == ("receipt_id", "line_number")
    assert lines.parent == Parent("receipts", "receipt_id")
    assert lines.reject_when[0].reason == "quantity is negative while net_amount is positive"
    assert lines.column("quantity").is_required
    assert contracts["pos"].tables["receipts"].event_at == "sold_at"
    assert contracts["pos"].tables["receipts"].column("loyalty_member_id").is_personal
    assert len({table.label for table in all_tables(contracts)}) == len(list(all_tables(contracts)))


def test_a_new_system_is_one_file(tmp_path: Path) -> None:
    systems = read_contracts(project(tmp_path, GOOD))
    assert [table.label for table in all_tables(systems)] == ["desk.tickets", "desk.replies"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("data_type: timestamp", "data_type: timestmp", "desk.tickets.opened_at: data_type"),
        ("key: [ticket_id]", "key: [tiket_id]", "names tiket_id, which is not a column; did you"),
        ("key: [reply_id], ", "", "desk.replies: meta.key is missing"),
        ("event_at: opened_at", "event_at: opened", "desk.tickets: meta.event_at names opened"),
        ("event_at: opened_at", "event_at: ticket_id", "must be a date or timestamp"),
        ("table: tickets,", "table: ticket,", "names the table ticket, which desk does not have"),
        ("column: ticket_id}", "column: reply_id}", "which desk.tickets does not have"),
        ("name: replies", "name: tickets", "desk.tickets: the table is declared twice"),
        ("name: refund_amount", "name: reply_id", "desk.replies.reply_id: the column is declared"),
        ("is_required", "is_requird", "meta.is_requird is unknown; did you mean is_required?"),
        ("identifier: desk__replies", "identifier: replies", "identifier must be desk__replies"),
        ("name: opened_at", "name: Opened At", "in lower case with underscores"),
        ("version: 2", "version: [2", "not readable as YAML"),
    ],
)
def test_a_mistake_names_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(ClustomersError) as error:
        read_contracts(project(tmp_path, GOOD.replace(old, new)))
    assert problem in str(error.value)
    assert "_desk__sources.yml" in str(error.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("timestamp", "time").replace("key: [reply_id]", "key: [nothing]")
    with pytest.raises(ClustomersError) as error:
        read_contracts(project(tmp_path, broken))
    assert len(error.value.problems) >= 2
