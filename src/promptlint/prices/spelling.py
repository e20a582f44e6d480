"""Which spellings are one model at one host: case, dots, word order, snapshot dates, revisions, regions.

Used when the price book is built and when a name is looked up, so that both agree. Nothing here guesses: a rule
either maps a spelling that the maker or a host documents, or leaves the name as it is.
"""

from __future__ import annotations

import re

from promptlint.patterns import lazy_pattern

CLAUDE = lazy_pattern(
    r"^claude-(?:(?P<old>\d+(?:[.-]\d{1,2}(?!\d))?)-(?P<family>opus|sonnet|haiku)"
    r"|(?P<named>opus|sonnet|haiku|fable|mythos)-(?P<new>\d+(?:[.-]\d{1,2}(?!\d))?))(?=$|[-@:])"
)
VERTEX_REVISION = lazy_pattern(r"^-v\d(?=@\d|$)")
"""In ``claude-3-5-sonnet-v2@20241022``: the date says which one it is."""
GPT = lazy_pattern(r"^gpt-([5-9])-(\d)(?=$|-)(?!-\d\d-\d\d)")
GEMINI_DASHED = lazy_pattern(r"^gemini-([1-9])-(\d)(?=-)(?!-\d\d)")
GEMINI_TURNED = lazy_pattern(r"^gemini-(flash|pro)-1\.5(?=$|-)")
DATE = lazy_pattern(r"[-@](?P<date>20\d{2}-?[01]\d-?[0-3]\d)$")
OPENAI_MONTH_DAY = lazy_pattern(
    r"^(?P<base>(?:ft:)?gpt-(?:3\.5-turbo|4)(?:-16k|-32k|-instruct)?)-(?P<date>[01]\d[0-3]\d)$"
)
GEMINI_VERSION = lazy_pattern(r"^(?P<base>gemini-[12]\.[05]-.+)-(?P<date>00\d)$")
BEDROCK_REVISION = lazy_pattern(r"(?:(?<=\d{8})-v\d+|(?<=-v\d))?(?::\d+)?(?::\d+k|:mm)?$")
BEDROCK_REGION = lazy_pattern(r"^(?:us-gov|us|eu|apac|ap|au|ca|global|in|jp|mx|sa|sg|uk)\.(?=[a-z0-9]+\.)")
NO_DATES = ("alibaba", "voyage", "jina", "mistral", "replicate", "self-hosted")


def spelled(host: str, name: str) -> str:
    """The name as the book writes it: lower case, the maker's own dots and word order."""
    name = name.strip().lower()
    if host in ("openai", "azure"):
        name = name.replace("gpt-35-turbo", "gpt-3.5-turbo")
        name = GPT.sub(r"gpt-\1.\2", name)
    if host in ("anthropic", "vertex", "azure"):
        name = _claude(name)
    if host in ("google", "vertex"):
        name = GEMINI_DASHED.sub(r"gemini-\1.\2", GEMINI_TURNED.sub(r"gemini-1.5-\1", name))
    return name


def _claude(name: str) -> str:
    """``claude-3.5-sonnet``, ``claude-4-5-haiku`` and ``claude-opus-4-0`` in Anthropic's spelling of today."""
    found = CLAUDE.match(name)
    if found is None:
        return name
    family = found["family"] or found["named"]
    version = (found["old"] or found["new"]).replace(".", "-").removesuffix("-0")
    rest = VERTEX_REVISION.sub("", name[found.end() :])
    return (f"claude-{version}-{family}" if version[0] in "123" else f"claude-{family}-{version}") + rest


def undated(host: str, name: str) -> str:
    """The name without the date or number of a snapshot; the name itself where it has none.

    On Bedrock a dated id is a model of its own, only its revision (``-v1:0``) is dropped.
    """
    if host == "bedrock":
        return BEDROCK_REVISION.sub("", name)
    if host in NO_DATES:
        return name
    if host in ("openai", "azure") and (found := OPENAI_MONTH_DAY.match(name)):
        return found["base"]
    if host in ("google", "vertex") and (found := GEMINI_VERSION.match(name)):
        return found["base"]
    if host == "vertex":
        name = re.sub(r"@(?:default|latest|\d{3})$", "", name)
    name = DATE.sub("", name) or name
    return name.removesuffix("-latest") if name.startswith(("claude-", "gemini-1.5-")) else name


def snapshot_date(host: str, name: str) -> str | None:
    """The eight digits of a snapshot's date (``20240806``), None where the name carries no full date."""
    found = DATE.search(name) if host not in NO_DATES else None
    return found["date"].replace("-", "") if found else None


def unregioned(name: str) -> str:
    """A Bedrock id without the prefix of a cross-region profile (``us.``, ``eu.``, ``global.``)."""
    return BEDROCK_REGION.sub("", name)
