"""The small project of the command line's tests, with more requests."""

from tests.cli.conftest import project as project
from tests.cli.conftest import run as run
