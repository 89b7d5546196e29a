"""The one exception that a person sees."""

from collections.abc import Iterable


class ClustomersError(Exception):
    """One or more problems that a person can solve, each told in one line.

    Parameters
    ----------
    problems
        A message, or several that were found together. Each names the file, table or column and
        the remedy.
    """

    prefix = "error: "

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))
