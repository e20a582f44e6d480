"""One run: discover, analyse, price, apply rules, suppress, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from promptlint import __version__
from promptlint.config import AnalyseOptions, Config, PriceTerms, Usage
from promptlint.discover import Discovered, discover, on_stdin
from promptlint.errors import InternalError, UserError, UserErrors
from promptlint.model import (
    MARK,
    Analysis,
    Expected,
    Finding,
    KnownModel,
    Message,
    Origin,
    PricedCall,
    Problem,
    PromptText,
    Report,
    TokenCount,
)
from promptlint.paths import view
from promptlint.record import replace
from promptlint.rules.catalogue import COMMENT_RULES, builtin_folder, rule_files
from promptlint.selection import drop_ignored_files, enabled_rules

if TYPE_CHECKING:
    from promptlint.cache import Cache
    from promptlint.prices.book import Book
    from promptlint.prices.terms import Terms
    from promptlint.rules.rule import Rule

T = TypeVar("T")
Progress = Callable[[str], None]


def check(
    config: Config,
    paths: Sequence[Path],
    cwd: Path,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress = lambda stage: None,
) -> Report:
    """The report on ``paths``, or on the one file (name and content) that came on standard input.

    Raises UserError for what the user can mend (before any file is read) and InternalError for what only we can.
    """
    progress("reading the rules")
    loaded, book = _read_own(config)
    names = {**_rule_names(loaded), **COMMENT_RULES}
    enabled = enabled_rules(config, names)
    progress("looking for files")
    found = discover(paths, config, cwd) if stdin is None else on_stdin(stdin[0], config, cwd)
    progress(f"analysing {_count(len(found.files), 'file')}")
    analysis = _analyse(config, found, stdin)
    progress(f"pricing {_count(len(analysis.calls), 'call')}")
    terms = make_terms(config, book)
    expected, gone = _expected(config, analysis, found, book, terms)
    terms = replace(terms, expected=expected)
    priced = _price(analysis, book, terms)
    progress("applying the rules")
    if priced and loaded is None:
        loaded = read_rules(config)
    rules = [rule for rule in loaded or () if rule.id in enabled]
    findings, crashes = _apply_rules(rules, priced, analysis, book, terms, _hearing(config, analysis, found))
    findings = _apply_ignores(findings, analysis, names, enabled)
    findings = drop_ignored_files(findings, config, found.root.as_posix())
    return _report(config, found, analysis, priced, findings, (*crashes, *gone), book, terms)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _read_own(config: Config) -> tuple[tuple[Rule, ...] | None, Book]:
    """The rules where the user has a say in them, and the prices; the mistakes of all files of the user together."""
    errors: list[UserError] = []
    loaded = _collected(errors, lambda: read_rules(config)) if config.rules or config.rule else None
    book = _collected(errors, lambda: read_book(config))
    if errors and config.sdks:
        from promptlint.extract.load import with_folders

        _collected(errors, lambda: with_folders(config.sdks))
    if errors:
        raise UserErrors(errors)
    assert book is not None
    return loaded, book


def _collected(errors: list[UserError], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except UserErrors as several:
        errors.extend(several.errors)
    except UserError as error:
        errors.append(error)
    return None


def read_rules(config: Config) -> tuple[Rule, ...]:
    """The built-in rules and the user's own, with the parameters of the configuration in place."""
    from promptlint.rules.loader import load_rules

    params = {rule: {key.replace("-", "_"): value for key, value in values} for rule, values in config.rule}
    with _stage("reading the rules"):
        return load_rules(config.rules, params, config.error, _cache(config))


def _rule_names(rules: Sequence[Rule] | None) -> dict[str, str]:
    """The name of each rule by its id; of the built-in rules alone it stands in the file names.

    So a run that finds no call parses no rule file.
    """
    if rules is not None:
        return {rule.id: rule.name for rule in rules}
    pairs = (path.stem.partition("-") for path in rule_files(builtin_folder()))
    return {rule: name for rule, _, name in pairs}


def read_book(config: Config) -> Book:
    """The price book with the user's prices on top."""
    from promptlint.prices.book import Book

    with _stage("reading the prices"):
        plain = Book.load()
        if not config.prices:
            return plain
        from promptlint.prices.agreed import own_prices

        return Book.load(own_prices(config.prices, plain, config.error))


def make_terms(config: Config, book: Book) -> Terms:
    """What prices are worked out with; today where the configuration names no day.

    Raises UserErrors with one line for each term of a model or provider that the book does not know.
    """
    from promptlint.prices.terms import Terms

    terms = Terms(as_of=config.as_of or date.today(), deployments=config.deployments)
    if config.price_terms != PriceTerms():
        from promptlint.prices.agreed import agreed

        terms = agreed(config.price_terms, terms, book, config.error)
    return replace(
        terms,
        assumed_output_tokens=config.assumed_output_tokens or terms.assumed_output_tokens,
        retiring_days=config.retiring_days or terms.retiring_days,
    )


def _expected(
    config: Config, analysis: Analysis, found: Discovered, book: Book, terms: Terms
) -> tuple[dict[str, Expected], list[Problem]]:
    """What the user's usage says of each call, and a problem for each of its entries whose call is gone."""
    if config.usage == Usage():
        return {}, []
    from promptlint.volumes import expected_calls

    with _stage("reading the usage"):
        return expected_calls(config, analysis.calls, found, book, terms)


def _cache(config: Config) -> Cache | None:
    from promptlint.cache import Cache, edition

    folder = cache_folder(config)
    try:
        edition()
    except OSError:
        return None  # this program's own files cannot be told apart
    return None if folder is None else Cache(folder)


def cache_folder(config: Config) -> Path | None:
    """The folder that results are kept in, None where none are to be kept."""
    if config.no_cache:
        return None
    if config.cache_dir is not None:
        return config.cache_dir
    from promptlint.cache import default_folder

    folder = default_folder()
    return None if folder is None else Path(folder)


def _analyse(config: Config, found: Discovered, stdin: tuple[str, bytes] | None) -> Analysis:
    from promptlint.extract import analyse

    options = AnalyseOptions(
        project_root=config.root,
        sdk_folders=config.sdks,
        exclude=(*config.exclude, *config.extend_exclude),
        exclude_root=config.exclude_root or config.root,
        prompt_files=found.prompt_files,
        maybe_prompts=found.maybe_prompts,
        overlay=(stdin,) if stdin else (),
        cache=cache_folder(config),
    )
    with _stage("analysing"):
        return analyse(found.root, found.files, options)


def _price(analysis: Analysis, book: Book, terms: Terms) -> tuple[PricedCall, ...]:
    if not analysis.calls:
        return ()
    from promptlint.cost import price_call

    priced = []
    for call in sorted(analysis.calls, key=lambda call: (call.path, call.span, call.id)):
        with _stage("pricing", f"{call.path}:{call.span.line}"):
            priced.append(PricedCall(call, price_call(call, book, terms)))
    return tuple(priced)


def _apply_rules(
    rules: Sequence[Rule],
    priced: tuple[PricedCall, ...],
    analysis: Analysis,
    book: Book,
    terms: Terms,
    heard: Callable[[Finding], bool],
) -> tuple[list[Finding], list[Problem]]:
    if not rules:
        return [], []
    from promptlint.checks.check import RuleContext
    from promptlint.rules.engine import run_rules

    crashes: list[Problem] = []
    sources = {source.path: source for source in analysis.sources}
    context = RuleContext(book=book, as_of=terms.as_of, sources=sources, terms=terms)
    with _stage("applying the rules"):
        return list(run_rules(rules, priced, context, crashes.append, heard)), crashes


def _hearing(config: Config, analysis: Analysis, found: Discovered) -> Callable[[Finding], bool]:
    """Says of a finding whether neither a comment nor the configuration turns it off where it stands."""
    marked = [source for source in analysis.sources if MARK in source.text]
    root = found.root.as_posix()
    if not marked:
        return lambda finding: bool(drop_ignored_files([finding], config, root))
    from promptlint.suppress import Ignores

    ignores = Ignores(analysis.calls, marked)
    return lambda finding: not ignores.of(finding) and bool(drop_ignored_files([finding], config, root))


def _apply_ignores(
    findings: list[Finding], analysis: Analysis, names: dict[str, str], enabled: frozenset[str]
) -> list[Finding]:
    if not any(MARK in source.text for source in analysis.sources):
        return findings
    from promptlint.suppress import apply_ignores

    return apply_ignores(findings, analysis.calls, analysis.sources, names, enabled)


def _report(
    config: Config,
    found: Discovered,
    analysis: Analysis,
    priced: tuple[PricedCall, ...],
    findings: Sequence[Finding],
    crashes: Sequence[Problem],
    book: Book,
    terms: Terms,
) -> Report:
    problems = {*found.problems, *analysis.problems, *crashes}
    seen = view(found.root, config.root)
    return Report(
        version=__version__,
        price_source=book.source,
        price_date=book.as_of,
        as_of=terms.as_of,
        files=found.files,
        analysed=analysis.analysed,
        calls=priced,
        prompts=_count_prompts(analysis, priced),
        findings=tuple(sorted(findings, key=lambda one: (one.path, one.span, one.rule, one.message))),
        problems=tuple(sorted(problems, key=lambda one: (one.path, one.line, one.stage, one.message))),
        sources=tuple((source.path, source) for source in analysis.sources),
        known_models=_known_models(priced, book, terms),
        tax=config.price_terms.tax,
        currency=config.price_terms.currency,
        assumptions=_assumptions(config, priced),
        root=seen.root,
        home=seen.home,
        unparsed=analysis.unparsed,
    )


def _assumptions(config: Config, priced: tuple[PricedCall, ...]) -> tuple[str, ...]:
    """The user's terms in the figures, in sentences."""
    own = config.price_terms
    if not priced or (own == PriceTerms() and not config.usage.preset):
        return ()
    from promptlint.prices.applied import commitment_sentences, preset_sentence, sentences

    said = sentences((one.cost.terms for one in priced), own.tax, own.currency)
    said = (*said, *commitment_sentences(own.committed))
    return (*said, preset_sentence(config.usage.preset)) if config.usage.preset else said


def _count_prompts(analysis: Analysis, priced: tuple[PricedCall, ...]) -> tuple[tuple[PromptText, TokenCount], ...]:
    """Each prompt with its tokens, counted as the model of the first priced call that uses it would count them."""
    if not analysis.prompts:
        return ()
    from promptlint.tokens.families import tokenizer_for
    from promptlint.tokens.requests import count_message

    models = {one.call.id: (one.cost.model, one.cost.provider) for one in priced if one.cost.model}
    counted = []
    for prompt in sorted(analysis.prompts, key=lambda prompt: (prompt.path, prompt.span, prompt.name)):
        with _stage("counting", f"{prompt.path}:{prompt.span.line}"):
            model, provider = next((models[call] for call in prompt.calls if call in models), (None, None))
            origin = Origin(prompt.path, prompt.span.line, prompt.span.end_line, "")
            message = Message(prompt.role, prompt.parts, origin)
            counted.append((prompt, count_message(message, tokenizer_for(model, provider))))
    return tuple(counted)


def _known_models(priced: tuple[PricedCall, ...], book: Book, terms: Terms) -> tuple[KnownModel, ...]:
    if not priced:
        return ()
    from promptlint.cost import match_of

    refs = {(model.id, model.provider): model for one in priced for model in one.call.models}
    matches = [(ref, match_of(ref, book, terms)) for _, ref in sorted(refs.items(), key=str)]
    return tuple(KnownModel(ref.id, ref.provider, m.info.id, m.info.provider) for ref, m in matches if m)


@contextmanager
def _stage(name: str, path: str | None = None) -> Iterator[None]:
    """Turn what nobody foresaw into an error that says where it happened."""
    try:
        yield
    except (UserError, InternalError):
        raise
    except Exception as error:  # the boundary: the user gets one line, and the traceback with --verbose
        raise InternalError(name, path, error) from error
