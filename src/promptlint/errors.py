"""The errors that reach the user as lines of text instead of a traceback."""

from __future__ import annotations


class UserError(Exception):
    """A mistake the user can mend: bad arguments, configuration, rules, SDK or price files. Ends in exit code 2."""

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """The message, with ``path:line:`` before it where known."""
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class UserErrors(UserError):
    """Several mistakes found together, shown one a line."""

    def __init__(self, errors: list[UserError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


class InternalError(Exception):
    """A mistake of promptlint itself, with the stage it happened in and the file it was busy with."""

    def __init__(self, stage: str, path: str | None, cause: BaseException) -> None:
        super().__init__(stage, path, cause)
        self.stage = stage
        self.path = path
        self.cause = cause

    def __str__(self) -> str:
        """One line that asks for a report."""
        place = f" at {self.path}" if self.path else ""
        what = f"{type(self.cause).__name__}: {self.cause}".splitlines()[0]
        return (
            f"internal error while {self.stage}{place}: {what}; "
            "please report it with the file, and run with --verbose for the traceback"
        )
