"""The group of commands: every module in ``promptlint.cli.commands`` is one, found by its file name."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from promptlint import __version__
from promptlint.cli import CLEAN, FAILED, INTERRUPTED, commands
from promptlint.cli.output import silence_stdout
from promptlint.errors import InternalError, UserError
from promptlint.modules import module_names
from promptlint.suggest import suggestion

DEFAULT_COMMAND = "check"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a write ends in when what stdout leads to takes no more."""


class Commands(click.Group):
    """A group that imports a command when it is called, and takes ``check`` for granted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the command files."""
        return [name.replace("_", "-") for name in module_names(commands.__path__)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The ``command`` of the file, None when there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``check`` in front unless a command or an option of the group itself comes first."""
        names = self.list_commands(ctx)
        own = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        if not args or (args[0] not in own and args[0] not in names):
            _refuse_mistyped(args[:1], names)
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)


def _refuse_mistyped(words: list[str], names: list[str]) -> None:
    for word in words:
        if word.isidentifier() and not Path(word).exists() and (hint := suggestion(word, names)).endswith("?"):
            raise UserError(f"no command, file or folder is called {word!r}{hint}")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="promptlint", message="%(prog)s %(version)s")
def app() -> None:
    """Find, price and lint the language-model requests of a Python code base, without running it.

    `promptlint PATHS` is short for `promptlint check PATHS`; see `promptlint check --help` for its options.
    """


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code of the command, or that of the error it ended in."""
    _open_closed_streams()
    try:
        code = app.main(arguments, prog_name="promptlint", standalone_mode=False)
        sys.stdout.flush()
        return int(code or CLEAN)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED
    except InternalError as error:
        return _fault(error, arguments)
    except UserError as error:
        return _fail(str(error))
    except BrokenPipeError:
        silence_stdout()
        return CLEAN
    except Exception as error:  # the boundary: what no stage turned into an error of its own
        return _fault(InternalError("running the command", None, error), arguments)


def _open_closed_streams() -> None:
    """Give what is printed a place where the program was started without one; the exit code still says enough."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end


def _fault(error: InternalError, arguments: list[str]) -> int:
    cause = error.cause
    if isinstance(cause, OSError) and cause.errno in FULL and cause.filename is None:
        silence_stdout()
        return _fail(f"standard output: cannot write: {cause.strerror}")
    if isinstance(cause, OSError) and (reason := _shut_out()):
        return _fail(f"the working directory cannot be used: {reason}; change to another one")
    if "--verbose" in arguments or "-v" in arguments:
        import traceback

        traceback.print_exception(error)
    return _fail(str(error))


def _shut_out() -> str | None:
    """Why the working directory cannot be used: it was removed, or may not be entered; None where it can."""
    try:
        Path.cwd().lstat()
        Path("promptlint.toml").exists()
    except OSError as error:
        return error.strerror or str(error)
    return None


def _fail(message: str) -> int:
    for line in message.splitlines():
        click.echo(f"promptlint: {line}", err=True)
    return FAILED
