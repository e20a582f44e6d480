"""The text of a message from every way that Python has to write one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, holes, messages, request, scan, sent

KNOWN: dict[str, tuple[str, str, list[str]]] = {
    "literal": ("", '"Hello."', ["Hello."]),
    "implicit concatenation": ("", '("Hello, " "world" \'!\')', ["Hello, world!"]),
    "explicit concatenation": ('WHO = "world"\n', '"Hello, " + WHO + "!"', ["Hello, world!"]),
    "escapes": ("", r'"a\tb\u00e9\N{BULLET}"', ["a\tbé•"]),
    "raw": ("", r'r"a\tb"', ["a\\tb"]),
    "f-string of constants": ('NAME = "Ann"\nAGE = 41\n', 'f"{NAME} is {AGE}{{}}"', ["Ann is 41{}"]),
    "nested f-string": ('NAME = "Ann"\n', "f\"<{f'[{NAME}]'}>\"", ["<[Ann]>"]),
    "format by name": ('T = "{a} and {b}"\n', 'T.format(a="x", b="y")', ["x and y"]),
    "format by place": ("", '"{} {} {}".format("x", "y", "z")', ["x y z"]),
    "format of what replace put together": ("", '"{} {1} {}".replace("1", "").format("x", "y", "z")', ["x y z"]),
    "format of what plus put together": ('A = "Hello {"\n', '(A + "name}!").format(name="Ann")', ["Hello Ann!"]),
    "replace across a seam": ('A = "Hello NA"\n', '(A + "ME!").replace("NAME", "Ann")', ["Hello Ann!"]),
    "strip across a seam": ('A = " "\n', '(A + A + " a " + A).strip()', ["a"]),
    "capitalize across a seam": ('A = "ab"\n', '(A + "cd").capitalize()', ["Abcd"]),
    "removeprefix": ("", '"Q: why".removeprefix("Q: ")', ["why"]),
    "replace once": ("", '"a a a".replace("a", "b", 1)', ["b a a"]),
    "split once": ("", '"a b c".split(" ", 1)[1]', ["b c"]),
    "format numbered": ("", '"{1} {0} {{}}".format("x", "y")', ["y x {}"]),
    "format with a dict": ('D = {"a": "x"}\n', '"{a}!".format(**D)', ["x!"]),
    "format_map": ('D = {"a": "x"}\n', '"{a}!".format_map(D)', ["x!"]),
    "format_map of a dict that is written out": ('N = "x"\n', '"{a}!".format_map({"a": N})', ["x!"]),
    "percent with zeros and a width": ("", '"%s %03d|%5.1f|%-4s|" % ("x", 7, 2.25, "y")', ["x 007|  2.2|y   |"]),
    "format of one of two": ('X = "a" if input() else "b"\n', '"{x} or {x}!".format(x=X)', ["a or a!", "b or b!"]),
    "format of one of two, twice": (
        'X = "a" if input() else "b"\nY = "c" if input() else "d"\n', '"{} {}".format(X, Y)', ["a c", "a d", "b c", "b d"],
    ),
    "format of one of too many": (
        'X = ["a", "b", "c", "d"]\n', '"{} {} {}".format(X[int(input())], X[int(input())], X[int(input())])',
        ["a {X[int(input())]} {X[int(input())]}", "b {X[int(input())]} {X[int(input())]}",
         "c {X[int(input())]} {X[int(input())]}", "d {X[int(input())]} {X[int(input())]}"],
    ),
    "percent of one of two": ('X = "a" if input() else "b"\n', '"%s-%d" % (X, 3)', ["a-3", "b-3"]),
    "replace by one of two": ('X = "a" if input() else "b"\n', '"# and #".replace("#", X)', ["a and a", "b and b"]),
    "percent one": ("", '"%s!" % "x"', ["x!"]),
    "percent tuple": ("", '"%s-%d%%" % ("x", 3)', ["x-3%"]),
    "percent dict of a constant": ('N = "x"\n', '"%(a)s!" % {"b": 1, "a": N}', ["x!"]),
    "percent dict": ("", '"%(a)s!" % {"a": "x"}', ["x!"]),
    "join": ("", '", ".join(["a", "b", "c"])', ["a, b, c"]),
    "join of a tuple constant": ('P = ("a", "b")\n', '"\\n".join(P)', ["a\nb"]),
    "join of a comprehension": ('P = ("a", "b")\n', '" ".join(f"<{p}>" for p in P)', ["<a> <b>"]),
    "join after append": ('P = ["a"]\nP.append("b")\n', '"".join(P)', ["ab"]),
    "dedent": ('from textwrap import dedent\n', 'dedent("""\\\n    a\n      b\n    """)', ["a\n  b\n"]),
    "dedent and strip": ("import textwrap\n", 'textwrap.dedent("""\n    a\n    """).strip()', ["a"]),
    "cleandoc": ("import inspect\n", 'inspect.cleandoc("""a\n      b\n        c\n    """)', ["a\nb\n  c"]),
    "strip": ("", '"  a  ".strip()', ["a"]),
    "strip characters": ("", '"--a--".strip("-")', ["a"]),
    "upper": ("", '"abc".upper()', ["ABC"]),
    "replace": ('T = "Hello NAME"\n', 'T.replace("NAME", "Ann")', ["Hello Ann"]),
    "times many": ("", '"ab " * 3000', ["ab " * 3000]),
    "times": ("", '"ab" * 3', ["ababab"]),
    "Template": ("from string import Template\n", 'Template("$a and ${b}$$").substitute(a="x", b="y")', ["x and y$"]),
    "Template of a dict": ("from string import Template\n", 'Template("$a!").substitute({"a": "x"})', ["x!"]),
    "textwrap.fill": ("import textwrap\n", 'textwrap.fill("one two three", 8)', ["one two\nthree"]),
    "textwrap.indent": ("from textwrap import indent\n", 'indent("a\\nb", "> ")', ["> a\n> b"]),
    "json.dumps": ("import json\n", 'json.dumps({"a": [1, True, None, "x"]})', ['{"a": [1, true, null, "x"]}']),
    "str of a number": ("", "str(3)", ["3"]),
    "join of numbered rules": (
        'P = ("a", "b")\n', '" ".join(f"{n}.{p}" for n, p in enumerate(P, 1))', ["1.a 2.b"],
    ),
    "join of numbered rules, start by name": (
        'P = ("a", "b")\n', '" ".join(f"{n}.{p}" for n, p in enumerate(P, start=3))', ["3.a 4.b"],
    ),
    "join of pairs": ('P = ("a", "b")\nQ = ["x", "y", "z"]\n', '" ".join(p + q for p, q in zip(P, Q))', ["ax by"]),
    "join in order": ("", '" ".join(sorted(["b", "c", "a"]))', ["a b c"]),
    "join from behind": ("", '" ".join(reversed(["b", "c", "a"]))', ["a c b"]),
    "loop over numbered rules": (
        'T = "Rules:"\nfor n, rule in enumerate(["a", "b"]):\n    T += f" {n}) {rule}"\n', "T", ["Rules: 0) a 1) b"],
    ),
    "loop over a few known texts": ('T = "a"\nfor x in ("b", "c"):\n    T += x\n', "T", ["abc"]),
    "conditional": ("import sys\n", '"a" if sys.argv else "b"', ["a", "b"]),
    "conditional known": ("DEBUG = False\n", '"a" if DEBUG else "b"', ["b"]),
    "or": ('import sys\nP = ""\n', 'P or "b"', ["b"]),
    "subscript of a dict": ('P = {"a": "x", "b": "y"}\n', 'P["b"]', ["y"]),
    "subscript of a list": ('P = ["x", "y"]\n', "P[-1]", ["y"]),
    "dict get with a default": ('P = {"a": "x"}\n', 'P.get("b", "z")', ["z"]),
    "filtered dict keeps the value of each key": (
        'import sys\nP = {"a": "x", "b": "y"}\nQ = {k: v for k, v in P.items() if k in sys.argv}\n', 'Q["b"]', ["y"],
    ),
    "unknown key gives all": ('import sys\nP = {"a": "x", "b": "y"}\n', "P[sys.argv[1]]", ["x", "y"]),
    "walrus": ("", '(text := "a") + text', ["aa"]),
    "augmented": ('T = "a"\nT += "b"\nT += "c"\n', "T", ["abc"]),
    "branches in order": ('import sys\nT = "a"\nif sys.argv:\n    T = "b"\n', "T", ["b", "a"]),
    "branch adds": ('import sys\nT = "a"\nif sys.argv:\n    T += "b"\n', "T", ["ab", "a"]),
    "last assignment wins": ('T = "a"\nT = "b"\n', "T", ["b"]),
    "tuple assignment": ('A, B = "a", "b"\n', "B + A", ["ba"]),
    "chained assignment": ('A = B = "a"\n', "B + A", ["aa"]),
    "try and except": ('try:\n    import x\n    T = "a"\nexcept ImportError:\n    T = "b"\n', "T", ["a", "b"]),
    "function": ('def p(n):\n    return f"Dear {n}"\n', 'p("Ann")', ["Dear Ann"]),
    "default of a function": ('def p(n="Bob"):\n    return f"Dear {n}"\n', "p()", ["Dear Bob"]),
    "two returns": ('import sys\ndef p(n):\n    if n:\n        return "a"\n    return "b"\n', "p(sys.argv)", ["a", "b"]),
    "return chosen by argument": ('def p(n):\n    if n == 1:\n        return "a"\n    return "b"\n', "p(2)", ["b"]),
    "lambda": ('p = lambda n: "Dear " + n\n', 'p("Ann")', ["Dear Ann"]),
    "annotated lambda": ('p: object = lambda n="Bob", *rest: "Dear " + n\n', "p()", ["Dear Bob"]),
    "lambda of a class": ('class P:\n    dear = lambda self, n: "Dear " + n\n', 'P().dear("Ann")', ["Dear Ann"]),
    "bytes decoded": ("", 'b"Dear Ann".decode() + b"\\xc3\\xa9".decode("utf-8")', ["Dear Ann\u00e9"]),
    "constant of bytes decoded": ('P = b"Caf\\xe9"\n', 'P.decode(encoding="latin-1")', ["Caf\u00e9"]),
    "bytes decoded with what to do about errors": ("", r'b"a\xe9".decode("ascii", "ignore")', ["a"]),
    "str of bytes and an encoding": ('P = b"Dear Ann"\n', 'str(P, "utf-8")', ["Dear Ann"]),
    "class attribute": ('class P:\n    T = "a"\n', "P.T + P().T", ["aa"]),
    "instance attribute": ('class P:\n    def __init__(self, t):\n        self.t = t\n', 'P("a").t', ["a"]),
    "enum": ('from enum import Enum\nclass P(str, Enum):\n    A = "x"\n    B = "y"\n', "P.B.value", ["y"]),
    "environment with a default": ("import os\n", 'os.getenv("PROMPT", "a")', ["a"]),
    "match on a constant": (
        'K = "b"\nmatch K:\n    case "a":\n        T = "x"\n    case _:\n        T = "y"\n', "T", ["x", "y"],
    ),
}  # fmt: skip
"""Name: code before, expression, texts that are sent."""


@pytest.mark.parametrize("name", KNOWN)
def test_known(name: str, tmp_path: Path) -> None:
    """Every way to write a text is followed to the character."""
    code, expr, expected = KNOWN[name]
    assert sent(tmp_path, code, expr) == expected


@pytest.mark.parametrize(
    ("name", "text", "load"),
    [
        ("c.json", '{\n  "wind": 1,\n  "rain": 2\n}\n', "import json\nC = json.load(open('c.json'))\n"),
        ("c.yaml", "wind: 1\nrain: 2\n", "import yaml\nC = yaml.safe_load(open('c.yaml'))\n"),
        ("c.toml", "wind = 1\nrain = 2\n", "import tomllib\nC = tomllib.load(open('c.toml', 'rb'))\n"),
    ],
)
def test_keys_of_a_data_file_have_their_place(tmp_path: Path, name: str, text: str, load: str) -> None:
    """What a prompt is put together from can be looked up, and no text of the report is without a place."""
    send = """client.responses.create(model="gpt-4o", input=" and ".join(C.keys()))\n"""
    code = HEAD + load + send
    analysis = scan(tmp_path, {"app.py": code, name: text})
    assert [message.static_text for call in analysis.calls for message in call.messages] == ["wind and rain"]
    first = 2 if name == "c.json" else 1
    found = {(prompt.path, prompt.span.line) for prompt in analysis.prompts}
    assert found >= {(name, first), (name, first + 1)}
    assert all(path and line for path, line in found)


LETTERS = "".join(f'{name} = {{"a": "1", "b": "2", "c": "3"}}[input()]\n' for name in "xyz")


def test_of_too_many_texts_a_place_is_a_hole_by_its_own_name(tmp_path: Path) -> None:
    """Nine texts, not twenty-seven; what is left open is named as it is written, in a list as in an f-string."""
    nine = [f"{x}{y}{{z}}" for x in "123" for y in "123"]
    assert sent(tmp_path, LETTERS, 'f"{x}{y}{z}"') == nine
    assert sent(tmp_path, LETTERS, '"".join([x, y, z])') == nine


HOLES: dict[str, tuple[str, str, list[str], str]] = {
    "undefined": ("", "f'{ask}!'", ["{ask}!"], "`ask` is not defined"),
    "f-string": ("import sys\n", 'f"Hello {sys.argv[1]}!"', ["Hello {sys.argv[1]}!"], "sys.argv"),
    "input": ("", 'f"Q: {input()}"', ["Q: {input()}"], "input"),
    "format with an unknown": ("import sys\n", '"Dear {n}.".format(n=sys.argv[1])', ["Dear {sys.argv[1]}."], ""),
    "format with nothing": ("", '"Dear {n}.".format(**globals())', ["Dear {n}."], "run time"),
    "format specification": ("X = 3.14159\n", 'f"Pi is {X:.2f}"', ["Pi is {X}"], "formatted at run time"),
    "repr conversion": ('N = "Ann"\n', 'f"{N!r} is"', ["{N} is"], "formatted at run time"),
    "percent unknown": ("import sys\n", '"%s and %s" % (sys.argv[1], "x")', ["{sys.argv[1]} and x"], "sys.argv"),
    "plus unknown": ("import sys\n", '"Hello " + sys.argv[1]', ["Hello {sys.argv[1]}"], "sys.argv"),
    "plus before": ("import sys\n", 'sys.argv[1] + "!"', ["{sys.argv[1]}!"], "sys.argv"),
    "upper of unknown": ("import sys\n", 'f"a{sys.argv[1]}".upper()', ["A{sys.argv[1]}"], "sys.argv"),
    "function argument unknown": ("import sys\ndef p(n):\n    return f'Dear {n}.'\n", "p(sys.argv[1])", ["Dear {n}."], ""),
    "environment without default": ("import os\n", 'f"In {os.environ[\'LANG\']}."', ["In {os.environ['LANG']}."], ""),
    "slice": ('T = "abcdef"\n', "T[2:]", ["{T[2:]}"], "part of a text"),
    "library function": ("import html\n", 'html.escape("a")', ['{html.escape("a")}'], "html.escape"),
    "date": ("from datetime import date\n", 'f"Today: {date.today()}"', ["Today: {date.today()}"], "date"),
    "response of another request": (
        "import requests\n", 'requests.get("https://example.org").text', ['{requests.get("https://example.org").text}'], "requests.get",
    ),
    "file that is not there": ("", 'open("missing.txt").read()', ['{open("missing.txt").read()}'], "`missing.txt`, which is not"),
    "path that is not there": (
        "from pathlib import Path\n", 'Path("missing.txt").read_text()', ['{Path("missing.txt").read_text()}'], "`missing.txt` is not",
    ),
    "bytes that are no text": ("", r'b"\xe9".decode()', [r'{b"\xe9".decode()}'], "no utf-8"),
    "bytes in an unknown encoding": ("import sys\n", 'b"a".decode(sys.argv[1])', ['{b"a".decode(sys.argv[1])}'], "decoded"),
    "bytes in an encoding of the program": ("", 'b"a".decode("rot13")', ['{b"a".decode("rot13")}'], "'rot13'"),
    "str of bytes alone": ("", 'str(b"Dear Ann")', ['{b"Dear Ann"}'], ""),
    "entry of a data file that is not there": (
        "import json\n", 'json.load(open("missing.json"))["a"]', ['{json.load(open("missing.json"))["a"]}'], "`missing.json`, which is not",
    ),
    "entry of a text of data that is not there": (
        "import json\n", 'json.loads(open("missing.json").read())["a"]', ['{json.loads(open("missing.json").read())["a"]}'],
        "`missing.json`, which is not",
    ),
    "what a function of a library makes of a file": (
        "import json, html\n", 'html.escape(open("missing.html"))', ['{html.escape(open("missing.html"))}'], "`html.escape()`",
    ),
    "entry of data read at run time": (
        "import json, sys\n", 'json.loads(sys.argv[1])["a"]', ['{json.loads(sys.argv[1])["a"]}'], "`json.loads(sys.argv[1])` (app.py:",
    ),
    "removed key": ('P = {"a": "x"}\nP.pop("a")\n', 'P["a"]', ['{P["a"]}'], "no such key"),
    "exec": ('exec("T = 1")\n', "T", ["{T}"], "not defined"),
    "join of an unknown list": ("import sys\n", '"A: " + ", ".join(sys.argv)', ["A: {sys.argv}"], "sys.argv"),
    "stripped of unknown characters": ("import sys\n", '"abc".strip(sys.argv[1])', ["abc{…}"], "changed at run time"),
    "part of an f-string unknown": ("import sys\n", 'f"{sys.argv[1]}b".removesuffix("b")', ["{sys.argv[1]}b"], ""),
    "repr": ("", "repr(object())", ["{repr(object())}"], ""),
    "dumps of an unknown member": (
        "import json\nimport sys\n", 'json.dumps({"a": sys.argv, "b": 1})', ['{"a": {{"a": sys.argv, "b": 1}}, "b": 1}'], "sys.argv",
    ),
    "dumps of a slice": (
        'import json\nimport sys\nP = ["a", "b", "c"]\n', "json.dumps(P[:len(sys.argv)])", ["[{P[:len(sys.argv)]}]"], "how many",
    ),
    "dumps of a list that is added to": (
        'import json\nimport sys\nP = ["a", *sys.argv]\n', "json.dumps(P)", ['["a"{P}]'], "not known",
    ),
    "dumps of a dict that is added to": (
        'import json\nimport sys\nP = {"a": 1, **vars(sys)}\n', "json.dumps(P)", ['{"a": 1{P}}'], "",
    ),
    "dumps of a dict of which nothing is known": (
        'import json\nimport sys\nP = {**vars(sys)}\n', "json.dumps(P, indent=2)", ['{\n  {P}\n}'], "",
    ),
    "numbers that begin anywhere": (
        "import sys\n", '" ".join(f"{n}.{p}" for n, p in enumerate(["a"], len(sys.argv)))', ["{n}.a{…}"], "counter",
    ),
}  # fmt: skip
"""Name: code before, expression, texts with holes, and a piece of the reason."""


@pytest.mark.parametrize("name", HOLES)
def test_holes(name: str, tmp_path: Path) -> None:
    """What is only known at run time is a hole where it stands, with its reason; the rest is kept."""
    code, expr, expected, reason = HOLES[name]
    found = request(tmp_path, code, expr)
    assert [m.text for m in found.messages] == expected
    assert any(reason in hole.reason for hole in holes(found))
    assert not any(m.complete for m in found.messages)


@pytest.mark.parametrize(
    "expr", ['sys.argv[1] or "b"', '"b" if sys.argv else sys.argv[1]', '{"a": "b", "c": sys.argv[1]}[sys.argv[2]]']
)
def test_unknown_beside_known(expr: str, tmp_path: Path) -> None:
    """A text that may be sent instead of the known one is the other of two alternatives."""
    found = request(tmp_path, "import sys\n", expr)
    assert sorted(message.text for message in found.messages) == sorted(["b", "{" + expr + "}"])
    assert len({message.choice for message in found.messages}) == 1 and found.messages[0].choice is not None
    assert [hole.reason for hole in holes(found)] != [""]


BRANCHES = """
import sys
T = "Plan a trip.\\n"
if "a" in sys.argv:
    T += "Go by train.\\n"
if "b" in sys.argv:
    T += "Avoid the sea.\\n"
for topic in sys.argv:
    T += f"- {topic}\\n"
if "c" in sys.argv:
    T += "Stay in hostels.\\n"
T += {"x": "Be brief.", "y": "Be thorough.", "z": "Be funny."}[sys.argv[1]]
if "d" in sys.argv:
    T += "\\nAnswer in French."
"""


def test_text_that_grows_in_branches(tmp_path: Path) -> None:
    """Of more forms than are listed, some are: each piece in one at least, the shortest and the longest among them."""
    found = [m.text for m in request(tmp_path, BRANCHES, 'T + "\\nNow."').messages]
    for piece in ("train", "sea", "hostels", "brief", "thorough", "funny", "French"):
        assert any(piece in text for text in found), piece
    assert all(text.startswith("Plan a trip.\n") and text.endswith("\nNow.") for text in found)
    assert "Plan a trip.\n- {topic}\n{…}Be brief.\nNow." in found
    assert any(
        "train.\nAvoid the sea.\n- {topic}\n{…}Stay in hostels.\nBe thorough.\nAnswer in French." in t for t in found
    )
    assert len(found) == len(set(found)) <= 12


def test_one_of_many_plain_texts_stays_a_hole(tmp_path: Path) -> None:
    """A name out of a long table is no text that grew: none of them is picked."""
    table = "import sys\nP = {" + ", ".join(f'"k{n}": "town {n}"' for n in range(20)) + "}\n"
    found = request(tmp_path, table, '"Describe " + P[sys.argv[1]]')
    assert [m.text for m in found.messages] == ["Describe {P[sys.argv[1]]}"]
    assert any("one of 20 texts" in hole.reason for hole in holes(found))


HISTORIES = {
    "appended to in a function": (
        "H = [{'role': 'system', 'content': 'Be kind.'}]\ndef chat(text):\n"
        "    H.append({'role': 'user', 'content': text})\n    SEND\nchat('Name a town.')\n",
        [["system: Be kind.", "user: {text}", "…"], ["system: Be kind.", "user: Name a town.", "…"]],
    ),
    "of the function around": (
        "def start():\n    H = [{'role': 'system', 'content': 'Be kind.'}]\n    def chat():\n"
        "        if H:\n            H.append({'role': 'user', 'content': 'Name a town.'})\n        SEND\n    chat()\n",
        [["system: Be kind.", "user: Name a town.", "…"]],
    ),
    "only read": (
        "H = [{'role': 'system', 'content': 'Be kind.'}]\ndef chat():\n    print(H)\n    SEND\n",
        [["system: Be kind."]],
    ),
    "a list of its own": (
        "H = [{'role': 'system', 'content': 'Be kind.'}]\ndef chat():\n    H = []\n"
        "    H.append({'role': 'user', 'content': 'Name a town.'})\n    SEND\n",
        [["user: Name a town."]],
    ),
    "a parameter": (
        "H = [{'role': 'system', 'content': 'Be kind.'}]\ndef chat(H):\n"
        "    H.append({'role': 'user', 'content': 'Name a town.'})\n    SEND\nchat([])\n",
        [["…"], ["user: Name a town."]],
    ),
    "a dict": (
        "H = {'a': 'Be kind.'}\ndef chat():\n    H['b'] = 'Name a town.'\n"
        "    client.responses.create(model='o3', input=H['a'] + H['b'])\n",
        [["user: Be kind.Name a town."]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORIES)
def test_a_list_from_around_the_function(name: str, tmp_path: Path) -> None:
    """What a function adds to a list that it does not make stands behind what is in it, and may do so at each call."""
    code, expected = HISTORIES[name]
    send = "client.chat.completions.create(model='o3', messages=H)"
    found = scan(tmp_path, {"app.py": HEAD + code.replace("SEND", send)})
    assert [messages(call) for call in found.calls] == expected


NAMED: dict[str, tuple[str, str]] = {
    "argument": ("OpenAI().responses.create(model='o3', input=q)", "q"),
    "member of a parameter": ("OpenAI().responses.create(model='o3', input=q.body)", "q.body"),
    "element of a list": ("OpenAI().responses.create(model='o3', input=[q[0]])", "q[0]"),
    "payload that is spread": ("OpenAI().responses.create(**{'model': 'o3', 'input': [{'role': 'user', 'content': q}]})", "q"),
    "part of a content": ("OpenAI().responses.create(model='o3', input=[{'content': [{'type': 'text', 'text': q}]}])", "q"),
    "appended": ("m = []\n    m.append({'role': 'user', 'content': q.text})\n    OpenAI().responses.create(model='o3', input=m)", "q.text"),
    "message class": ("ChatOpenAI(model='o3').invoke([HumanMessage(content=q.text)])", "q.text"),
    "pair": ("ChatOpenAI(model='o3').invoke([('human', q.text)])", "q.text"),
    "two lines": ("OpenAI().responses.create(model='o3', input=q.get(\n        'x'))", "q.get( 'x')"),
}  # fmt: skip
"""Name: a request in a function of q, and what the hole is called."""


@pytest.mark.parametrize("name", NAMED)
def test_a_message_of_which_nothing_is_known_is_named_as_it_is_written(name: str, tmp_path: Path) -> None:
    """The hole bears the expression in the code, not the way by which its value was looked for."""
    body, expected = NAMED[name]
    code = (
        "from openai import OpenAI\nfrom langchain_openai import ChatOpenAI\n"
        f"from langchain_core.messages import HumanMessage\n\ndef f(q):\n    {body}\n"
    )
    (call,) = scan(tmp_path, {"app.py": code}).calls
    assert [(hole.expr, hole.path) for hole in holes(call)] == [(expected, "app.py")]


def test_a_long_sum_of_calls_is_no_reason_to_lose_the_request(tmp_path: Path) -> None:
    names = [f"x{n}" for n in range(400)]
    found = request(tmp_path, "", " + ".join(f"str({name})" for name in names))
    assert [m.complete for m in found.messages] == [False]
    assert [h.expr[:17] for h in holes(found)] == ["str(x0) + str(x1)"]
