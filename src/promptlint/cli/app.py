"""The group of commands: every module in ``promptlint.cli.commands`` is one, found by its file name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from promptlint import __version__
from promptlint.cli import CLEAN, FAILED, INTERRUPTED, commands
from promptlint.errors import UserError
from promptlint.modules import module_names
from promptlint.suggest import suggestion

DEFAULT_COMMAND = "check"


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


def start(arguments: list[str]) -> int:
    """The exit code of one command line, that of a mistake in it included; what its command raises is raised."""
    try:
        return int(app.main(arguments, prog_name="promptlint", standalone_mode=False) or CLEAN)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED
