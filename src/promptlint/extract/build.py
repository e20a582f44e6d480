"""Building a request from a call expression that was recognised as one, in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import arguments
from promptlint.extract.arguments import Arguments
from promptlint.extract.built import Built, once
from promptlint.extract.match import Typed
from promptlint.extract.models import Models
from promptlint.extract.reading import Reading
from promptlint.extract.routes import Chosen
from promptlint.extract.settings import Settings
from promptlint.extract.texts import Texts
from promptlint.extract.tools import Tools
from promptlint.link.values import Constant

if TYPE_CHECKING:
    from promptlint.extract.match import Match, Matcher
    from promptlint.link.scope import Frame
    from promptlint.link.sites import Site

LITERAL_SETTINGS = frozenset(
    {
        "temperature",
        "top_p",
        "top_k",
        "n",
        "best_of",
        "stream",
        "reasoning_effort",
        "seed",
        "stop",
        "logprobs",
        "service_tier",
        "frequency_penalty",
        "presence_penalty",
        "verbosity",
        "quality",
        "size",
        "detail",
        "max_retries",
        "timeout",
        "store",
        "parallel_tool_calls",
        "dimensions",
        "encoding_format",
        "tool_choice",
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "truncation",
        "background",
    }
)


class Builder:
    """Builds requests of one evaluator with one catalogue."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.settings = Settings(matcher)
        self.chosen = Chosen(matcher.ev, matcher.catalogue)

    def build(self, match: Match, site: Site, frame: Frame, expand_prompts: bool = False) -> Built | None:
        """What the call at ``site`` sends when evaluated in ``frame``; None if it turns out to send nothing."""
        call = Reading(self.matcher, self.settings, match, site, frame)
        return _Assembly(call, self.chosen, expand_prompts).run()


class _Assembly:
    """One request being put together."""

    def __init__(self, call: Reading, chosen: Chosen, expand_prompts: bool) -> None:
        self.call = call
        self.expand_prompts = expand_prompts
        self.built = _begun(call.match)
        self.models = Models(call, self.built, chosen)
        self.tools = Tools(call, self.built)
        self.texts = Texts(call, self.tools, expand_prompts)

    def run(self) -> Built | None:
        """The request, None if what it needs does not take part."""
        chain = list(self.call.chain())
        request = self.call.match.request
        self.models.kinds.update(typed.kind.name for typed in chain)
        self.models.find(chain)
        self._limits([*chain, *self.models.held])
        self.models.addresses.find(chain)
        if request.needs and not self.models.kinds.intersection(request.needs):
            return None
        self.models.narrow()
        if not self.texts.passes_elements(chain):
            with self.call.ev.mode(self.expand_prompts):
                self.texts.find(chain)
        self.tools.find(chain)
        self._settings(chain)
        self.models.settle()
        harvest = self.texts.harvester.found
        built = self.built
        passed = harvest.messages[: self.texts.passed]
        built.messages = [*passed, *once([*harvest.messages[self.texts.passed :], *built.messages])]
        built.messages_unknown, built.images = harvest.unknown, harvest.images
        built.passed, built.passed_fields = harvest.passed, harvest.fields
        built.used = self.call.used
        return built

    def _limits(self, chain: list[Typed]) -> None:
        refs = [(ref, self.call.of_request(ref, chain)) for ref in self.call.match.request.max_output]
        for typed in chain:
            refs.extend((ref, self.call.of_object(ref, typed)) for ref in typed.kind.max_output)
        for _, value in refs:
            known = [i.value for i in value if isinstance(i, Constant)]
            if value and not all(k is None for k in known) or (value and not known):
                self.built.has_limit = True
            numbers = [k for k in known if isinstance(k, int) and not isinstance(k, bool) and k > 0]
            if numbers and len(known) == len(value):
                self.built.max_output = max(numbers)
                return

    def _settings(self, chain: list[Typed]) -> None:
        built = self.built
        for typed in reversed(chain):
            self._note_arguments(self.call.arguments(typed))
        self._note_arguments(self.call.given)
        built.open_arguments = built.open_arguments or self.call.given.rest is not None

    def _note_arguments(self, given: Arguments) -> None:
        for name, arg in given.named.items():
            if not name.isdigit():
                value = arguments.literal(arg.value) if name in LITERAL_SETTINGS else None
                self.built.arguments[name] = value
        if given.rest:
            self.built.open_arguments = True


def _begun(match: Match) -> Built:
    """The request as far as its entry in the SDK data says what it is."""
    request = match.request
    kind, provider = request.kind, request.provider
    if match.receiver is not None:
        kind = match.receiver.kind.kind or kind
        provider = match.receiver.kind.provider or provider
    if match.certainty == "shape":
        provider = None
    return Built(request.sdk, request.api or match.path.replace("()", "call"), kind, match.certainty, provider)
