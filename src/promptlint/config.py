"""The settings of one run: ``[tool.promptlint]`` or ``promptlint.toml`` with the command line on top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.errors import UserError
from promptlint.model import Currency, Tier
from promptlint.record import record, replace

DEFAULT_EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d"),
    *(".promptlint_cache", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__"),
    *("build", "dist", "node_modules", "site-packages", "venv"),
)
"""What is left out of folders when ``exclude`` is not set; the idea is that of ruff's list of the same name."""

USAGE_FILE = "promptlint-usage.toml"
"""Looked for beside the configuration file, or in the folder that is scanned where there is none."""
RuleParams = tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]


Percents = tuple[tuple[str, Decimal], ...]
"""Percent by provider, model or "provider/model"; under "" for all that are not named."""


@record
class PriceOverride:
    """Prices of the user's own, in USD per million tokens, and limits in tokens: of a model, or of all at a provider.

    ``model`` "" means every model of the provider that has no prices of its own here; ``provider`` None means the one
    that the price book knows the model from. ``tiers`` begins with the standard rates.
    """

    model: str
    tiers: tuple[Tier, ...]
    provider: str | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None


@record
class Commitment:
    """USD a month that the user has promised to spend at a provider, and the percent off from each volume on."""

    provider: str
    monthly: Decimal
    tiers: tuple[tuple[Decimal, Decimal], ...]

    @property
    def percent(self) -> Decimal:
        """The discount of the highest tier that the promised volume reaches, 0 below the first."""
        return next((percent for start, percent in reversed(self.tiers) if self.monthly >= start), Decimal(0))


@record
class PriceTerms:
    """What the user pays beside the list prices. Numbers are percent.

    ``discounts`` are off the price. ``tax`` comes on top of sums. ``batch_share`` of the requests go through the
    batch interface, ``cache_hit_rate`` of the input tokens are read from the prompt cache and ``cache_write_rate`` are
    written to it (``cache_write_1h_rate`` for an hour), where the model has a price for that.
    """

    discounts: Percents = ()
    committed: tuple[Commitment, ...] = ()
    tax: Decimal = Decimal(0)
    batch_share: Percents = ()
    cache_hit_rate: Percents = ()
    cache_write_rate: Percents = ()
    cache_write_1h_rate: Percents = ()
    currency: Currency | None = None


@record
class Traffic:
    """Numbers of one call, declared or measured; None where nobody said. ``calls`` are those of a month of 30 days.

    The rates and the share are percent, as in ``PriceTerms``. ``note`` says what measured numbers were taken from.
    """

    calls: Decimal | None = None
    input_tokens: Decimal | None = None
    output_tokens: Decimal | None = None
    batch_share: Decimal | None = None
    cache_hit_rate: Decimal | None = None
    cache_write_rate: Decimal | None = None
    cache_write_1h_rate: Decimal | None = None
    images: int | None = None
    rounds: Decimal | None = None
    holes: tuple[tuple[str, int], ...] = ()
    note: str = ""


@record
class UsageEntry:
    """What the usage file says under one key: a place in the code, or a model. ``path`` and ``line`` are the key's."""

    key: str
    declared: Traffic = Traffic()
    measured: Traffic = Traffic()
    path: str = ""
    line: int | None = None


@record
class Usage:
    """The user's volumes. ``holes`` are tokens of holes by name, in every call; ``preset`` fills what is not said."""

    preset: str = ""
    holes: tuple[tuple[str, int], ...] = ()
    calls: tuple[UsageEntry, ...] = ()
    models: tuple[UsageEntry, ...] = ()
    sources: tuple[str, ...] = ()


@record
class AnalyseOptions:
    """What finding calls needs to know besides the files.

    ``project_root`` is where modules outside the scanned files are looked for; ``exclude`` are git-style patterns
    meant from ``exclude_root``. ``prompt_files`` are files that the user calls prompts, ``maybe_prompts`` those whose
    names are those of formats for prompts; both are in the index though no code reads them. ``overlay`` holds
    (path, bytes) to take instead of the file on disk (standard input).
    ``cache`` is the folder where results are kept, None where none are.
    """

    project_root: Path
    sdk_folders: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    exclude_root: Path | None = None
    prompt_files: tuple[str, ...] = ()
    maybe_prompts: tuple[str, ...] = ()
    overlay: tuple[tuple[str, bytes], ...] = ()
    cache: Path | None = None


@record(beside="lines")
class Config:
    """Everything that decides what a run reads and reports.

    ``root`` is the folder that patterns and relative folders of the configuration are meant from; ``source`` is the
    file it was read from and ``lines`` the line of each dotted key in it. ``as_of`` None means today. ``cache_dir``
    None means the user's own cache folder, and nothing is kept where ``no_cache`` is set.
    """

    root: Path
    source: Path | None = None
    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    exclude_root: Path | None = None
    """The folder that ``exclude`` and ``extend_exclude`` are meant from where that is not ``root``."""
    force_exclude: bool = False
    rules: tuple[Path, ...] = ()
    sdks: tuple[Path, ...] = ()
    prompt_files: tuple[str, ...] = ()
    prices: tuple[PriceOverride, ...] = ()
    price_terms: PriceTerms = PriceTerms()
    usage: Usage = Usage()
    deployments: tuple[tuple[str, str], ...] = ()
    assumed_output_tokens: int | None = None
    retiring_days: int | None = None
    rule: RuleParams = ()
    as_of: date | None = None
    cache_dir: Path | None = None
    no_cache: bool = False
    lines: tuple[tuple[str, int], ...] = ()

    def error(self, message: str, key: str) -> UserError:
        """The error to raise about ``key`` (with ``-`` or ``_``), with its file and line where it came from a file."""
        wanted = key.replace("_", "-")
        line = next((line for name, line in self.lines if name.replace("_", "-") == wanted), None)
        return UserError(message, str(self.source) if self.source and line else None, line)


def override(config: Config, **options: Any) -> Config:
    """``config`` with every option of the command line that was given (is not None) in place of the file's."""
    return replace(config, **{name: value for name, value in options.items() if value is not None})
