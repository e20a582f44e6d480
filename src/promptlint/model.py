"""The data types that the stages hand to each other. Imports nothing of ours.

Everything is frozen, slotted and picklable. Lines and columns count from 1; columns count characters.
Tokens are ``int``; money is ``Decimal`` in US dollars; prices are USD per million tokens.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from promptlint.record import record


@record(order=True)
class Span:
    """A range of source text; ``end_column`` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@record
class SourceFile:
    """A file as read. ``path`` is relative to the report's root, posix; ``kind`` is "module", "notebook" or "prompt".

    For a notebook ``text`` is its code cells joined, and ``cells`` holds for each code cell (in order, counted
    from 1) the first line of ``text`` that belongs to it.
    """

    path: str
    text: str
    kind: str = "module"
    cells: tuple[int, ...] = ()


MARK = "promptlint:"
"""What a comment that is addressed to promptlint holds."""


@record
class Problem:
    """Something that could not be read or understood; it never stops a run."""

    path: str
    line: int
    stage: str
    message: str


UNREAD = frozenset({"discover", "read", "parse"})
"""The stages that fail for a file as a whole."""
NOT_ANALYSED = UNREAD | {"skipped"}
"""The same, and what is not for us, such as a notebook of another language."""


@record
class Origin:
    """Where a value stands in the source, and how it got from there to its use.

    ``how``: literal, local, module-constant, import, class-attribute, instance-attribute, param-default, caller,
    env-default, arg-default, ui-default, ui-choice, function-return, file, config-file, docstring, dict-entry,
    sdk-default.
    """

    path: str
    line: int
    end_line: int
    how: str


@record
class Static:
    """Text known to the character, with the place it stands at."""

    text: str
    origin: Origin


@record
class Hole:
    """A piece of a prompt whose text is not known: the expression as written, where, and why."""

    expr: str
    path: str
    line: int
    reason: str
    parameter: str = ""
    """``path:function:name`` of the parameter that is passed through here unchanged, empty for anything else."""


CONDITIONAL, REPEATED = "is sent under a condition", "is sent any number of times"
"""Reasons of the holes of a template behind which the text may not be sent, until the one that ``ENDS`` it."""
ENDS = "ends or divides what may be sent"


@record
class Message:
    """One message (or one text input) of a request.

    ``role``: system, user, assistant, tool, template or unknown. ``choice``: messages that share a number are
    alternatives of each other, exactly one of them is sent. ``repeats``: may be sent any number of times (a loop).
    """

    role: str
    parts: tuple[Static | Hole, ...]
    origin: Origin
    choice: int | None = None
    repeats: bool = False
    in_tools: bool = False
    """The text is part of a tool definition of the call and is counted there."""
    trail: tuple[Origin, ...] = ()
    """As that of ``ModelRef``."""

    @property
    def text(self) -> str:
        """The text with each hole written as ``{expression}``."""
        return "".join(p.text if isinstance(p, Static) else "{" + p.expr + "}" for p in self.parts)

    @property
    def static_text(self) -> str:
        """Only the text that is known."""
        return "".join(p.text for p in self.parts if isinstance(p, Static))

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The unknown pieces in order."""
        return tuple(p for p in self.parts if isinstance(p, Hole) and p.reason != ENDS)

    @property
    def sure_parts(self) -> tuple[Static | Hole, ...]:
        """The parts without the text that a template sends under a condition, or any number of times."""
        found: list[Static | Hole] = []
        depth = 0
        for part in self.parts:
            if isinstance(part, Hole) and part.reason == ENDS:
                depth -= depth > 0 and part.expr.startswith(("% end", "/"))
            elif not depth:
                found.append(part)
            if isinstance(part, Hole) and part.reason in (CONDITIONAL, REPEATED):
                depth += 1
        return tuple(found)

    @property
    def complete(self) -> bool:
        """Whether every character is known."""
        return not self.holes and not self.repeats


@record
class ModelRef:
    """A model id as the code writes it. ``provider`` is what the SDK or gateway implies, None if nothing does.

    ``endpoint`` and ``gateway`` are those of the client that the model is asked through, as for ``Call``.
    """

    id: str
    provider: str | None
    origin: Origin
    trail: tuple[Origin, ...] = ()
    """The names it came through on its way to the call, the first use first; ``how`` is the expression there."""
    endpoint: str | None = None
    gateway: str | None = None
    also: tuple[Origin, ...] = ()
    """Further places that name the same model for this request, as where several agents take part in it."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every place that names it, ``origin`` first."""
        return (self.origin, *self.also)


@record
class Tool:
    """A tool or response schema sent along. ``schema`` is its JSON text where known, else None.

    ``kind``: "tool" or "response-format". ``complete`` is false when parts of the schema are unknown.
    """

    name: str | None
    schema: str | None
    kind: str
    complete: bool


@record
class Image:
    """An image input; width and height in pixels and ``detail`` ("low", "high", "auto") where the code shows them."""

    width: int | None
    height: int | None
    detail: str | None
    origin: Origin


@record
class CallSite:
    """One step of a wrapper chain: the place inside ``function`` where the next call is made."""

    path: str
    line: int
    function: str


@record
class Call:
    """A request to a model.

    ``kind``: chat, completion, embedding, image, audio, moderation, rerank, agent.
    ``certainty``: "resolved" (the receiver is proved) or "shape".
    ``models`` empty means unknown and ``model_unknown`` says why. ``messages_unknown`` says why no text is known
    (or why there may be more messages than listed), None when the list is whole.
    ``max_output_tokens`` is the limit where its value is known; ``has_output_limit`` is true when a limit is set
    whether or not its value is known; ``open_arguments`` when ``**kwargs`` may hold more arguments.
    ``arguments`` are the names of all arguments passed (also those set on the receiver), with their literal value
    where it is a str, int, float or bool, else None.
    ``endpoint`` is the base URL where one is set ("unknown" if its text is not known), ``gateway`` who answers there if
    it is another than the SDK asks by itself: a provider, else the name of the host, else "unknown". Where the models
    are asked through several clients at different addresses, each model has its own and the call has none.
    ``in_loop``: the call stands in a loop of its function.
    ``via`` is empty for a call of the SDK itself; otherwise the chain from here down to the SDK call.
    """

    id: str
    path: str
    span: Span
    function: str
    sdk: str
    api: str
    kind: str
    certainty: str
    provider: str | None
    models: tuple[ModelRef, ...]
    model_unknown: str | None
    messages: tuple[Message, ...]
    messages_unknown: str | None
    tools: tuple[Tool, ...] = ()
    images: tuple[Image, ...] = ()
    max_output_tokens: int | None = None
    has_output_limit: bool = False
    open_arguments: bool = False
    arguments: tuple[tuple[str, str | int | float | bool | None], ...] = ()
    endpoint: str | None = None
    in_loop: bool = False
    via: tuple[CallSite, ...] = ()
    gateway: str | None = None
    sdk_call: str | None = None
    """For a wrapper call the id of the SDK call it ends in, so that totals count a request once."""
    rounds: int | None = 1
    """How often the loops around it go round each time, 1 outside of loops, None where that is not known."""


@record
class PromptText:
    """A static prompt text of the code base, used by a call or not."""

    path: str
    span: Span
    name: str
    parts: tuple[Static | Hole, ...]
    role: str
    evidence: str
    calls: tuple[str, ...]


@record
class TokenCount:
    """A count with its kind: "exact", "lower-bound" (holes of unknown size) or "estimate".

    ``low``/``high`` bracket the tokens: equal when exact, ``high`` None when unbounded above.
    ``encoding`` names the tokenizer used; ``note`` states the factor and its error band of an estimate. ``band`` is by
    how many percent the counted part may be off, either way; 0 where it was counted with the model's own tokenizer.
    """

    tokens: int
    kind: str
    low: int
    high: int | None
    encoding: str
    note: str = ""
    band: int = 0


@record
class Figure:
    """A number that the code does not hold, and what it rests on: "measured", "declared" (by the user) or "assumed"."""

    value: Decimal
    basis: str


@record
class Expected:
    """What is expected of one call at run time; None where nobody has said.

    ``calls`` is how often its code runs in a month of 30 days, ``rounds`` how often it is repeated in a loop each time.
    ``input_tokens`` is the whole input of one request, ``holes`` the tokens of each by expression or last name, and
    ``hole_tokens`` those of every other; ``answer_tokens`` those of an answer without a limit. ``images`` are those of
    one request. The cache's rates (of the input tokens) and ``batch_share`` (of the requests) are percent. ``keys`` are
    the entries of the usage file that said so, ``note`` is about their numbers.
    """

    calls: Figure | None = None
    rounds: Figure | None = None
    input_tokens: Figure | None = None
    output_tokens: Figure | None = None
    images: Figure | None = None
    holes: tuple[tuple[str, int], ...] = ()
    hole_tokens: Figure | None = None
    answer_tokens: Figure | None = None
    batch_share: Figure | None = None
    cache_hit_rate: Figure | None = None
    cache_write_rate: Figure | None = None
    cache_write_1h_rate: Figure | None = None
    keys: tuple[str, ...] = ()
    note: str = ""


NOTHING_EXPECTED = Expected()


@record
class Currency:
    """The money that people read: ``rate`` units of it bought one USD on ``date``. JSON stays in USD."""

    code: str
    rate: Decimal
    date: date


@record
class Rates:
    """What is asked, in USD per million tokens; None where nothing is offered or no source names it.

    ``cached_input`` is reading the prompt cache, ``cache_write`` writing it for its shortest lifetime (5 minutes at
    most makers), ``cache_write_1h`` for an hour.
    """

    input: Decimal
    output: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    cache_write_1h: Decimal | None = None


@record
class Tier:
    """Rates that hold for prompts of more than ``above`` tokens.

    ``variant``: "" (standard), batch, flex, priority, fast, off-peak, audio or image (per million such tokens).
    """

    variant: str
    above: int
    rates: Rates


@record
class Price:
    """The rates of a request with their source, read there on ``as_of``."""

    rates: Rates
    source: str
    url: str
    as_of: date


@record
class Alternative:
    """A cheaper model for one call. ``estimate`` and ``saving`` are USD per call; ``reason`` is printed as it is."""

    model: str
    provider: str
    estimate: Decimal
    saving: Decimal
    saving_percent: int
    reason: str


@record
class Option:
    """A way to ask the same model for less; ``estimate`` and ``saving`` are USD per call.

    ``kind``: "batch", "flex" or "prompt-caching". ``reason`` says at what price, ``must_hold`` under which conditions.
    Of caching: the tokens that are the same in every call, the fewest that the provider keeps, and how many calls
    within one lifetime of the cache cost less than without it.
    """

    kind: str
    estimate: Decimal
    saving: Decimal
    saving_percent: int
    reason: str
    must_hold: str
    prefix_tokens: int | None = None
    minimum_tokens: int | None = None
    break_even_calls: int | None = None


@record
class Cost:
    """What one call costs, in USD. ``low``/``high``/``estimate`` are None when the model or its price is unknown.

    ``output_is``: "limit" (declared), "assumed" or "unknown". ``assumed`` names everything that was assumed,
    e.g. "output_tokens", "list_price". ``model`` is the canonical id that was priced (the dearest of alternatives).
    ``unpriced`` says in one sentence why there is no price.
    """

    input: TokenCount | None
    output_tokens: int | None
    output_is: str
    model: str | None
    provider: str | None
    price: Price | None
    low: Decimal | None
    high: Decimal | None
    estimate: Decimal | None
    assumed: tuple[str, ...]
    unpriced: str | None
    alternatives: tuple[Alternative, ...] = ()
    message_tokens: tuple[TokenCount, ...] = ()
    """One count for each of the call's messages, in order (text only, without the overhead of the format)."""
    expected: Expected = NOTHING_EXPECTED
    input_tokens: int | None = None
    """The input tokens that the estimate is made with: those counted, and what the user expects on top."""
    input_basis: str = "unknown"
    """What ``input_tokens`` rest on: counted (all of it stands in the code), part (holes are missing), declared,
    measured, assumed or unknown."""
    output_basis: str = "unknown"
    """What ``output_tokens`` rest on: limit, declared, measured, assumed, none (no answer is written) or unknown."""
    options: tuple[Option, ...] = ()
    """The same model for less, the largest saving first."""
    terms: tuple[str, ...] = ()
    """The user's terms that changed the estimate, in words: "20 % discount at openai"."""
    other_prices: tuple[Price, ...] = ()
    """What other sources say of the price, where they say something else; ``price`` is the one that counts."""
    disputed: tuple[Decimal, Decimal] | None = None
    """The estimate at the lowest and at the highest of the prices; None where the sources agree."""


@record
class PricedCall:
    """A call with its cost."""

    call: Call
    cost: Cost


@record
class Edit:
    """Replace the text of ``span`` in ``path`` by ``text``."""

    path: str
    span: Span
    text: str


@record
class Fix:
    """Edits that belong together; ``safety`` is "safe" or "unsafe"."""

    title: str
    safety: str
    edits: tuple[Edit, ...]


@record
class Finding:
    """What a rule found. ``status``: active, suppressed or baselined. ``saving`` is USD per call, None if unknown.

    ``facts`` are the values the message was made of.
    """

    rule: str
    name: str
    severity: str
    path: str
    span: Span
    message: str
    advice: str
    saving: Decimal | None
    call: str | None
    fixes: tuple[Fix, ...]
    facts: tuple[tuple[str, str], ...]
    fingerprint: str
    status: str = "active"


@record
class KnownModel:
    """A model id as code writes it (``id``, ``hint`` the provider of its ModelRef) and what the price book calls it."""

    id: str
    hint: str | None
    canonical: str
    provider: str


@record
class Report:
    """Everything one run found; what the formats render. ``files`` were read, ``analysed`` hold analysed ones.

    Of those ``unparsed`` were only searched for the names of SDKs, and hold none.
    """

    version: str
    price_source: str
    price_date: date
    as_of: date
    files: tuple[str, ...]
    analysed: tuple[str, ...]
    calls: tuple[PricedCall, ...]
    prompts: tuple[tuple[PromptText, TokenCount], ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    sources: tuple[tuple[str, SourceFile], ...] = ()
    """Text of the files that findings or calls stand in, for source lines and cell numbers."""
    known_models: tuple[KnownModel, ...] = ()
    """The models of the calls that the price book holds."""
    tax: Decimal = Decimal(0)
    """Percent that come on top of sums."""
    currency: Currency | None = None
    """The money that people read; None is USD. Amounts are USD everywhere."""
    assumptions: tuple[str, ...] = ()
    """The user's terms that are in the figures, in sentences."""
    root: str = ""
    """The folder, absolute, that the paths here are relative to."""
    home: str = ""
    """The folder of the configuration, absolute, that the keys of the usage file are meant from."""
    unparsed: int = 0


@record
class Analysis:
    """What was found in the files before anything is priced. ``analysed`` are the paths that could be read whole.

    ``unparsed`` counts the files among them that were only searched: they name no SDK, and were too many to parse.
    """

    calls: tuple[Call, ...]
    prompts: tuple[PromptText, ...]
    problems: tuple[Problem, ...]
    sources: tuple[SourceFile, ...]
    analysed: tuple[str, ...]
    unparsed: int = 0
