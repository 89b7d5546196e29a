"""The command ``clustomers``. Commands only parse and delegate."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from clustomers.errors import ClustomersError


class PlainErrors(TyperGroup):
    """Show what a person can mend in one line per problem, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; problems go to standard error with exit code 2."""
        try:
            return super().invoke(ctx)
        except ClustomersError as error:
            console = Console(stderr=True)
            for problem in error.problems:
                console.print(
                    f"{error.prefix}{problem}", markup=False, highlight=False, soft_wrap=True
                )
            raise typer.Exit(2) from error


app = typer.Typer(
    name="clustomers",
    cls=PlainErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customer touchpoints into tables people act on.",
)
land = typer.Typer(no_args_is_help=True, help="Bring data into the workspace.")
app.add_typer(land, name="land")
record = typer.Typer(no_args_is_help=True, help="Land what people decide.")
app.add_typer(record, name="record")


@land.command("complete-journey")
def complete_journey() -> None:
    """Land The Complete Journey, a year of till receipts that a package ships."""
    from clustomers.io.complete_journey import NOTICE, land_complete_journey
    from clustomers.workspace import Workspace

    console = Console()
    land_complete_journey(Workspace.current()).show(console)
    console.print(NOTICE)


@land.command()
def folder(
    path: Annotated[Path, typer.Argument(help="Folder that holds the files.")],
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="Mapping file that says where each of our columns comes from."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option("--system", help="System the files are from, for the draft; may be repeated."),
    ] = None,
) -> None:
    """Land a folder of files; without a mapping where one is needed, write a draft of it."""
    from clustomers.io.landing import land_folder
    from clustomers.workspace import Workspace

    land_folder(path, Workspace.current(), mapping, systems=system or ()).show(Console())


@app.command()
def demo(
    customers: Annotated[int, typer.Option("--customers", help="Number of customers.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another company.")] = 1,
    as_of: Annotated[str, typer.Option("--as-of", help="Last day of the data.")] = "2026-09-30",
    months: Annotated[int, typer.Option("--months", help="Months up to that day.")] = 24,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", help="Directory to write to, if not CLUSTOMERS_WORKSPACE."),
    ] = None,
) -> None:
    """Write the demo company's landing zone, and beside it the truth about it."""
    from clustomers.demo.generate import as_of_date, generate
    from clustomers.demo.settings import Settings
    from clustomers.workspace import Workspace

    console = Console()
    settings = Settings(customers, seed, as_of_date(as_of), months)
    target = Workspace(workspace.expanduser()) if workspace else Workspace.current()
    generate(settings, target, console).show(console)


@app.command()
def publish(
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", help="Also write <schema>/<table>.parquet below this directory."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest", help="dbt's manifest of the build, if not target/manifest.json."
        ),
    ] = None,
) -> None:
    """Publish the public tables of a build that passed every test."""
    from clustomers.io.publish import default_manifest_path, publish
    from clustomers.workspace import Workspace

    console = Console()
    publish(Workspace.current(), manifest or default_manifest_path(), parquet, console).show(
        console
    )


@app.command()
def site(
    only: Annotated[
        str | None, typer.Option("--only", help="One part: docs, boards, lineage or quality.")
    ] = None,
) -> None:
    """Make the pages of the published tables: boards, docs, lineage, data quality."""
    from clustomers.io.site import make_site
    from clustomers.workspace import Workspace

    make_site(Workspace.current(), only).show(Console())


@app.command()
def erase(
    identifier: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--identifier",
            metavar="KIND VALUE",
            help="Forget this one person, such as loyalty_member_id 123; else all who asked.",
        ),
    ] = None,
    request: Annotated[
        str | None,
        typer.Option("--request", help="Number of the request that --identifier answers."),
    ] = None,
    no_build: Annotated[
        bool,
        typer.Option("--no-build", help="Prepare only; a later run builds, publishes, proves."),
    ] = False,
) -> None:
    """Forget the people who asked for it, everywhere, and write the proof into the ledger."""
    from clustomers.erase import erase as run

    run(Console(), identifier, request, no_build)


@app.command()
def alerts(
    digest: Annotated[
        str | None, typer.Option("--digest", help="weekly: send what changed in the last week.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, send nothing.")] = False,
) -> None:
    """Send new alerts, or the week's digest, to the addresses in CLUSTOMERS_ALERT_URLS."""
    from clustomers.io.alerts import apprise_sender, new_alerts, send_new, weekly_digest
    from clustomers.workspace import Workspace

    if digest not in (None, "weekly"):
        raise ClustomersError(f"--digest {digest}: there is only weekly.")
    workspace, console = Workspace.current(), Console()
    messages = weekly_digest(workspace) if digest else new_alerts(workspace)
    if dry_run:
        for message in messages:
            console.print(f"{message.title}\n{message.body}\n", markup=False, highlight=False)
        return
    sent = send_new(workspace, messages, apprise_sender()) if messages else []
    console.print(f"sent {len(sent)}, of {len(messages)} there are", highlight=False)


@record.command("ack")
def acknowledge(
    alert: Annotated[str, typer.Argument(help="Number of the alert.")],
    role: Annotated[str, typer.Option("--role", help="Role that takes note.")],
    note: Annotated[str, typer.Option("--note", help="What you say about it.")] = "",
) -> None:
    """Record that somebody took note of an alert; the next build shows it."""
    from datetime import UTC, datetime

    from clustomers.io.records import record_acknowledgement
    from clustomers.workspace import Workspace

    path = record_acknowledgement(Workspace.current(), alert, role, note, datetime.now(UTC))
    Console().print(f"recorded in {path}", highlight=False, soft_wrap=True)


@record.command("persona-review")
def persona_review(
    persona: Annotated[str, typer.Argument(help="Persona, such as persona-1.")] = "",
    role: Annotated[str, typer.Option("--role", help="Role that reviewed it.")] = "",
    verdict: Annotated[str, typer.Option("--verdict", help="keep, change or drop.")] = "",
    note: Annotated[str, typer.Option("--note", help="What you say about it.")] = "",
    file: Annotated[
        Path | None, typer.Option("--from", help="Filled template with reviews of several.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="Write a template to fill in, and stop.")
    ] = None,
) -> None:
    """Record a review of a persona; the next build shows it on the card."""
    from datetime import UTC, datetime

    from clustomers.io.records import record_review, record_reviews, write_review_template
    from clustomers.workspace import Workspace

    console, workspace, now = Console(), Workspace.current(), datetime.now(UTC)
    if template:
        count = write_review_template(workspace, template)
        console.print(f"{template}: {count} personas", highlight=False, soft_wrap=True)
        return
    landed = (
        record_reviews(workspace, file, now)
        if file
        else [record_review(workspace, persona, role, verdict, note, now)]
    )
    for path in landed:
        console.print(f"recorded in {path}", highlight=False, soft_wrap=True)


@app.command()
def watch(
    source: Annotated[
        Path | None,
        typer.Argument(help="Folder to land from; without it the landing zone is watched."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Mapping file, as for `clustomers land folder`.")
    ] = None,
    every: Annotated[float, typer.Option("--every", help="Seconds between two looks.")] = 15,
    once: Annotated[bool, typer.Option("--once", help="Look once.")] = False,
    builds: Annotated[
        bool,
        typer.Option("--build", help="Build whole when files wait that a refresh cannot follow."),
    ] = False,
) -> None:
    """Land new files, score the customers again whom they touch, and publish."""
    from clustomers.refresh import Watcher

    watcher = Watcher(Console(), source, mapping, builds)
    watcher.look(settled_seconds=0)
    if not once:
        watcher.go_on(every)


@app.command()
def build() -> None:
    """Build every table, publish, make the site."""
    from clustomers.build import build as run

    run(Console())
