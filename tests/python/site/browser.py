"""A headless Chromium for the tests: an installed one, else playwright's, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

INSTALLED = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
ADVICE = (
    "No Chrome or Chromium found, and none could be installed: install one (Debian: apt-get "
    "install chromium) or name it in CHROMIUM, then run the tests again."
)


class NoBrowserError(Exception):
    """There is no browser; the message says what to do."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start it, without a network of its own."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield browser
        browser.close()


def find_chromium() -> str:
    """Return the path of a Chrome or Chromium, installed first where there is none."""
    found = _installed() or _from_playwright() or _from_debian()
    if found is None:
        raise NoBrowserError(ADVICE)
    return found


def _installed() -> str | None:
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*INSTALLED, str(MAC)]
    return next((path for path in map(shutil.which, candidates) if path), None)


def _from_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).is_file():
        _run(sys.executable, "-m", "playwright", "install", "chromium", seconds=180)
    return path if Path(path).is_file() else None


def _from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    _run("apt-get", "update", seconds=120)
    _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium", seconds=400)
    return shutil.which("chromium")


def _run(*command: str, seconds: int) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
