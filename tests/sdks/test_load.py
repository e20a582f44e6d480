"""Reading SDK files: what is refused, with the line it stands on, and what is fine although it looks close."""

# ruff: noqa: E501 - one row, one line

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UserError, UserErrors
from promptlint.extract import load, marks, packed
from promptlint.extract.catalogue import Catalogue, Sdk, same_path

GOOD = """\
sdk: acme
title: Acme
provider: acme
imports: [acme]
types:
  client:
    new: [acme.Client]
    same: [copy]
requests:
  - receiver: client
    path: [ask]
    kind: chat
    model: [model]
"""


def read(text: str, path: str = "acme.yaml", beside: Catalogue | None = None) -> tuple[Sdk, ...]:
    """The SDKs of one text."""
    return load.read([(path, dedent(text))], beside)


def mistakes(text: str, beside: Catalogue | None = None) -> list[str]:
    """The mistakes of one text, as lines."""
    with pytest.raises(UserErrors) as caught:
        read(text, beside=beside)
    return str(caught.value).splitlines()


def changed(old: str, new: str) -> str:
    """The good file with one piece replaced."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_good() -> None:
    """The file that the others are made from is sound."""
    (sdk,) = read(GOOD)
    assert (sdk.name, sdk.title, sdk.source) == ("acme", "Acme", "acme.yaml")
    assert sdk.requests[0].path == ("ask",)
    assert sdk.requests[0].provider == "acme"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "acme.yaml:1: an SDK file is a mapping"),
        ("- a\n- b\n", "acme.yaml:1: an SDK file is a mapping"),
        ("imports: [acme]\n", "acme.yaml:1: the name of the SDK is missing: sdk"),
        ("sdk: [acme\n", "acme.yaml:2: not valid YAML: did not find expected ',' or ']'"),
        (changed("title:", "titel:"), "acme.yaml:2: unknown key titel in an SDK file; did you mean 'title'?"),
        (changed("same:", "sames:"), "acme.yaml:8: unknown key sames in type client; did you mean 'same'?"),
        (changed("model: [model]", "models: [model]"), "acme.yaml:13: unknown key models in a request; did you mean 'model'?"),
        (changed("kind: chat", "kind: chatting"), "acme.yaml:12: kind: unknown chatting; did you mean 'chat'?"),
        (changed("    kind: chat\n", ""), "acme.yaml:10: a request needs a kind"),
        (changed("[model]", "[{args: model}]"), "acme.yaml:13: unknown key args in model; did you mean 'arg'?"),
        (changed("[model]", "[{role: user}]"), "acme.yaml:13: model: arg is missing"),
        (changed("[model]", "[3]"), "acme.yaml:13: model: the name of an argument or a mapping with arg is wanted here"),
        (changed("[model]", "[{arg: m, role: boss}]"), "acme.yaml:13: role: unknown boss"),
        (changed("[model]", "[{arg: m, docstring: yes}]"), "acme.yaml:13: docstring must be true or false"),
        (changed("    path: [ask]\n", ""), "acme.yaml:10: a request has receiver and path, or functions, or both"),
        (changed("receiver: client", "functions: [acme.ask]"), "acme.yaml:10: a request has receiver and path"),
        (changed("  client:\n    new: [acme.Client]\n    same: [copy]", "  client: acme.Client"), "acme.yaml:6: type client is a mapping"),
        # what can never match
        (changed("receiver: client", "receiver: clients"), "acme.yaml:10: there is no type clients; did you mean 'client'?"),
        (changed("[acme.Client]", "[Client]"), "acme.yaml:7: new: 'Client' can never match: a dotted path"),
        (changed("[acme.Client]", '["acme.Client()"]'), "acme.yaml:7: new: 'acme.Client()' can never match"),
        (changed("[acme.Client]", "[acme..Client]"), "acme.yaml:7: new: 'acme..Client' can never match"),
        (changed("[acme.Client]", "[acne.Client]"), "acme.yaml:7: acne.Client can never match: imports names no module of it"),
        (changed("    new: [acme.Client]\n", ""), "acme.yaml:6: type client can never match: it needs new, returned_by or decorates"),
        (changed("new: [acme.Client]", "returned_by: [session.client]"), "acme.yaml:7: returned_by: there is no type session"),
        (changed("new: [acme.Client]", "returned_by: [client.copy]"), "acme.yaml:7: returned_by: client.copy can never match, it returns the same object"),
        (changed("[ask]", '["ask()"]'), "acme.yaml:11: path: 'ask()' can never match"),
        (changed("[ask]", "[ask me]"), "acme.yaml:11: path: 'ask me' can never match"),
        (changed("path: [ask]", "path: [ask]\n    distinctive: true"), "acme.yaml:11: ask: a distinctive path has two names or more"),
        (changed("[model]", "[{arg: model, of: chat}]"), "acme.yaml:13: of: there is no type chat"),
        (changed("[model]", "[{setting: llm}]"), "acme.yaml:13: setting: there is no setting llm"),
        (changed("kind: chat", "kind: chat\n    needs: [llm]"), "acme.yaml:13: needs: there is no type llm"),
        (changed("imports: [acme]", "imports: [acme]\nalso: {acme: [acme_old]}"), "acme.yaml:5: also: acme_old can never match: imports names no module of it"),
        # two entries for one call
        (changed("    same: [copy]", "  other:\n    new: [acme.Client]"), "acme.yaml:9: new: acme.Client belongs to type client already"),
        (changed("    same: [copy]", "  other:\n    new: [acme.core.Client]"), "acme.yaml:9: new: acme.core.Client belongs to type client already as acme.Client"),
        (changed("    same: [copy]", "    variants:\n      - new: [acme.Client]"), "acme.yaml:9: new: acme.Client belongs to type client already"),
        (GOOD + "  - receiver: client\n    path: [tell, ask]\n    kind: chat\n", "acme.yaml:15: path: ask belongs to request ask already"),
        (GOOD + "  - functions: [acme.go]\n    kind: chat\n  - functions: [acme.go]\n    kind: chat\n", "acme.yaml:16: functions: acme.go belongs to request go already"),
        (GOOD + "endpoints:\n  - {match: /v9/ask, kind: chat}\n  - {match: /v9/ask, kind: chat}\n", "acme.yaml:16: match: /v9/ask belongs to endpoint /v9/ask already"),
        (GOOD + "endpoints:\n  - {kind: chat}\n", "acme.yaml:15: an endpoint needs match"),
        # bombs
        ("sdk: &a acme\ntitle: *a\n", "acme.yaml:1: anchors and aliases are not supported; write the value out"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nsdk: bomb\n", "acme.yaml:1: anchors and aliases"),
        ("sdk: !!python/object/apply:os.system [ls]\n", "acme.yaml:1: tags such as"),
        ("sdk: acme\nwraps: " + "[" * 60 + "]" * 60 + "\n", "acme.yaml:2: nested deeper than 20 levels"),
        ("sdk: acme\ntitle: " + "x" * 300_000, "acme.yaml: the file is longer than 262,144 characters"),
        (changed("[acme.Client]", '["acme.' + "{a,b,c,d}" * 6 + '"]'), "acme.yaml:7: new: more than 1000 paths in one"),
    ],
)  # fmt: skip
def test_mistakes(text: str, expected: str) -> None:
    """Each mistake is told with its line; nothing else is."""
    (line,) = mistakes(text)
    assert line.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        changed("title: Acme\n", ""),
        changed("[ask]", "ask"),  # a single entry for a list
        changed("[ask]", '["()", ask.again]'),
        changed("receiver: client\n    path: [ask]", "functions: [acme.ask]"),
        changed("receiver: client", "receiver: client\n    functions: [acme.ask]"),
        changed("[acme.Client]", '["acme.{Client,AsyncClient}", acme.stores.*]'),
        changed("    same: [copy]", "  other:\n    returned_by: [client.make]"),
        # one path for two types whose conditions never hold together
        changed(
            "    same: [copy]",
            "    params: [kind]\n    where: {kind: [a]}\n  other:\n    new: [acme.Client]\n"
            "    params: [kind]\n    where: {kind: [b, c]}",
        ),
        # the same last name in another module, or below another class
        changed("    same: [copy]", "  other:\n    new: [acme.chat.Client, acme.llm.Client]").replace(
            "[acme.Client]", "[acme.audio.Client]"
        ),
        changed("    same: [copy]", "  other:\n    new: [acme.Client.build]"),
        # a constructor that sends a request itself
        GOOD + "  - functions: [acme.Client]\n    kind: embedding\n",
        # the same method on two types
        changed("    same: [copy]", "  other:\n    new: [acme.Other]").replace(
            "receiver: client", "receiver: [client, other]"
        ),
        changed("    kind: chat", "    kind: chat\n    provider: null"),
    ],
)
def test_near_misses(text: str) -> None:
    """What looks like a mistake and is none."""
    assert read(text)[0].name == "acme"


def test_all_at_once() -> None:
    """All mistakes of all files come together, in order of place."""
    files = [("b.yaml", changed("title:", "titel:").replace("kind: chat", "kind: x")), ("a.yaml", "sdk: [\n")]
    with pytest.raises(UserErrors) as caught:
        load.read(files)
    places = [(error.path, error.line) for error in caught.value.errors]
    assert places == [("a.yaml", 2), ("b.yaml", 2), ("b.yaml", 12)]


def test_two_files() -> None:
    """Two files may not describe one SDK, nor claim one call."""
    with pytest.raises(UserErrors) as caught:
        load.read([("a.yaml", GOOD), ("b.yaml", GOOD)])
    assert "b.yaml:1: the SDK acme is described in a.yaml already" in str(caught.value)
    other = GOOD.replace("sdk: acme", "sdk: other")
    with pytest.raises(UserErrors) as caught:
        load.read([("a.yaml", GOOD), ("b.yaml", other)])
    assert str(caught.value) == "b.yaml:7: new: acme.Client belongs to type client of a.yaml already"


def test_beside_the_builtin(tmp_path: Path) -> None:
    """A user's file stands beside those of the package, and may not take their calls."""
    (tmp_path / "acme.yaml").write_text(GOOD)
    whole = load.with_folders((tmp_path,))
    assert [sdk.name for sdk in whole.sdks[:1]] == ["acme"]
    assert whole.type_for("acme.Client") is not None
    assert whole.type_for("openai.OpenAI") is not None
    assert "ask" in whole.call_names
    assert "acme" in whole.triage_imports
    (tmp_path / "acme.yaml").write_text(GOOD.replace("[acme", "[openai").replace("openai.Client", "openai.OpenAI"))
    with pytest.raises(UserErrors, match=r"acme.yaml:7: new: openai.OpenAI belongs to type client of sdks/openai.yaml"):
        load.with_folders((tmp_path,))


def test_unreadable(tmp_path: Path) -> None:
    """Folders and files that cannot be read are named."""
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "notes.txt").write_text("no SDK file")
    with pytest.raises(UserErrors) as caught:
        load.with_folders((tmp_path, tmp_path / "none"))
    assert [error.message for error in caught.value.errors] == [
        "the SDK file is not UTF-8 text",
        "the folder of SDK files does not exist",
    ]


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    """Whatever a file holds, it ends in a catalogue or in errors that name it."""
    try:
        load.read([("any.yaml", text)])
    except UserError as error:
        assert "any.yaml" in str(error)


def test_packed_is_current() -> None:
    """The packed file holds what the files say; scripts/pack_sdks.py writes it."""
    files = marks.sdk_files()
    sdks = load.read((path, content.decode()) for path, content in files)
    assert load.PACKED.read_text("utf-8") == packed.pack(sdks, files), "run python scripts/pack_sdks.py"


def test_packed_is_the_same() -> None:
    """What is read from the packed file is what the SDK files say, and so are the tables beside it."""
    sdks = load.read((path, content.decode()) for path, content in marks.sdk_files())
    whole = Catalogue(sdks)
    files = [("sdks/a.yaml", b"sdk: a")]
    unpacked = packed.unpack(packed.pack(sdks, files), files)
    assert unpacked is not None
    assert unpacked.sdks == sdks
    for name in (*packed.SETS, *packed.TEXTS, "distinctive", "kits", "endpoints", "hosts", "posts", "settings"):
        assert getattr(unpacked, name) == getattr(whole, name), name
    assert packed.unpack(packed.pack(sdks, files), [("sdks/a.yaml", b"sdk: b")]) is None


@pytest.mark.parametrize(
    ("known", "path", "same"),
    [
        ("openai.OpenAI", "openai.lib.OpenAI", True),
        ("langchain.llms.OpenAI", "langchain.OpenAI", True),
        ("langchain.llms.OpenAI", "langchain.llms.openai.OpenAI", True),
        ("lc.prompts.Chat.from_messages", "lc.prompts.chat.Chat.from_messages", True),
        ("litellm.completion", "litellm.main.completion", True),
        ("lc.stores.*", "lc.stores.faiss.FAISS", True),
        ("lc.stores.*.from_texts", "lc.stores.FAISS.from_texts", True),
        ("openai.OpenAI", "openai.OpenAI.files", False),
        ("openai.OpenAI", "myopenai.OpenAI", False),
        ("openai.completions.create", "openai.chat.completions.create", False),
        ("litellm.completion", "litellm.Router.completion", False),
        ("vertexai.models.Model", "vertexai.preview.Model", False),
        ("lc.stores.*", "lc.stores.utils.filter", False),
        ("lc.stores.*", "lc.stores.FAISS.from_texts", False),
        ("lc.stores.*.from_texts", "lc.stores.FAISS.from_documents", False),
    ],
)
def test_same_path(known: str, path: str, same: bool) -> None:
    """A name may be imported from deeper or shallower in its package, and nowhere else."""
    assert same_path(known, path) is same


def test_damaged_data_is_one_line_that_says_what_to_do() -> None:
    """The first line damaged, the files themselves are read; a line of an SDK, nothing can stand in for it."""
    text = load.PACKED.read_text("utf-8")
    files = marks.sdk_files()
    assert packed.unpack(text.replace("{", "x", 1), files) is None
    head, _, rest = text.partition("\n")
    found = packed.unpack(f"{head}\n{rest.replace('{', 'x', 1)}", files)
    assert found is not None
    with pytest.raises(UserError, match="packed.jsonl: the SDK data cannot be read .* reinstall promptlint"):
        _ = found.sdks
