"""Code that would take for ever, or too deep, to follow: it ends, says what it does not know, and claims nothing wrong.

The bound is on steps of evaluation, not on time: a request may take so many, and the whole of each example is held to
a small multiple of what its size asks for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.link import fuel
from promptlint.link.evaluate import Evaluator
from promptlint.link.project import Project
from promptlint.model import Analysis, Call
from tests.extract.projects import HEAD, calls, messages, scan, write

SEND = 'client.chat.completions.create(model={}, messages=[{{"role": "user", "content": {}}}])\n'


def only(found: Analysis) -> Call:
    """The one call."""
    assert len(found.calls) == 1
    return found.calls[0]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the evaluations of expressions."""
    count = [0]
    plain = Evaluator._eval

    def counted(self: Evaluator, expr: object, frame: object) -> object:
        count[0] += 1
        return plain(self, expr, frame)  # type: ignore[arg-type]

    monkeypatch.setattr(Evaluator, "_eval", counted)
    return count


BRANCHES = {
    "texts": ("T = ''\n" + "".join(f"if flags[{i}]:\n    T += 'a{i}'\nelse:\n    T += 'b{i}'\n" for i in range(30)), '"m"', "T"),
    "models": ("T = ''\n" + "".join(f"if flags[{i}]:\n    T = T + '{i}'\n" for i in range(40)), "T", '"Hi"'),
    "conditional expressions": (
        "T0 = 'a' if flags else 'b'\n" + "".join(f"T{i + 1} = T{i} + T{i} if flags else T{i} + 'c'\n" for i in range(25)),
        '"m"', "T25",
    ),
    "f-strings": (
        "T0 = 'a' if flags else 'b'\n" + "".join(f"T{i + 1} = f'{{T{i}}}{{T{i}}}'\n" for i in range(30)), '"m"', "T30",
    ),
    "calls": (
        "def f0(x):\n    return x if flags else 'b'\n"
        + "".join(f"def f{i + 1}(x):\n    return f{i}(x) + f{i}(x)\n" for i in range(25)), '"m"', "f25('a')",
    ),
    "lists": (
        "M = []\n" + "".join(f"if flags[{i}]:\n    M.append('{i}')\n" for i in range(40)), '"m"', '"".join(M)',
    ),
    "dicts": (
        "M = {}\n" + "".join(f"if flags[{i}]:\n    M['k'] = '{i}'\n" for i in range(80)), "M['k']", '"Hi"',
    ),
    "loops in loops": (
        "T = 'a'\n" + "".join(f"{'    ' * i}for x{i} in flags:\n" for i in range(15)) + "    " * 15 + "T = T + 'b'\n", '"m"', "T",
    ),
    "try in try": (
        "T = 'a'\n" + "".join(f"{'    ' * i}try:\n" for i in range(15)) + "    " * 15 + "T = 'b'\n"
        + "".join(f"{'    ' * i}except E:\n{'    ' * i}    T = 'c{i}'\n" for i in reversed(range(15))), '"m"', "T",
    ),
    "tuples": ("A = ('a', 'b') if flags else ('c', 'd')\n" + "A = (A, A)\n" * 40, '"m"', "A"),
    "doubling text": ("T = 'ab'\n" + "T = T + T\n" * 40, '"m"', "T"),
    "many times": ("T = 'ab' * 10 ** 9\n", '"m"', "T"),
    "many times again": ("T = 'ab' * 1000\n" + "T = T * 1000\n" * 4, '"m"', "T"),
    "wide": ("T = ' ' . ljust(10 ** 10) + 'x'.zfill(10 ** 10)\n", '"m"', "T"),
    "replaced and replaced": ("T = 'aa'\n" + "T = T.replace('a', 'aaaaaaaaaa')\n" * 12, '"m"', "T"),
    "dumped": ("import json\nD = ['x' * 900]\n" + "D = [D, D, D, D]\n" * 12 + "T = json.dumps(D)\n", '"m"', "T"),
}  # fmt: skip
"""Name: code before (``flags`` is not known), model, text."""


@pytest.mark.parametrize("name", BRANCHES)
def test_exponential(name: str, tmp_path: Path, steps: list[int]) -> None:
    """2^n alternatives, or 2^n characters, are bounded; what is left out is said to be unknown."""
    code, model, text = BRANCHES[name]
    call = only(scan(tmp_path, {"app.py": f"{HEAD}from somewhere import flags, E\n{code}{SEND.format(model, text)}"}))
    assert steps[0] < 60_000
    assert len(call.models) <= 64
    assert len(call.messages) <= 300
    assert sum(len(m.static_text) for m in call.messages) < 3_000_000


DEEP = {
    "names": ("T0 = 'Hi'\n" + "".join(f"T{i + 1} = T{i}\n" for i in range(400)), "T400"),
    "functions": ("def f0():\n    return 'Hi'\n" + "".join(f"def f{i + 1}():\n    return f{i}()\n" for i in range(400)), "f400()"),
    "attributes": ("class A:\n    pass\na = A()\na.a = a\na.t = 'Hi'\n", "a" + ".a" * 300 + ".t"),
    "subscripts": ("D = {'t': 'Hi'}\nD['d'] = D\n", "D" + "['d']" * 300 + "['t']"),
    "plus": ("", " + ".join(["'Hi'"] * 80)),
    "methods": ("", "'Hi'" + ".strip()" * 80),
    "conditional": ("x = 1\n", " or ".join(["x"] * 500) + " or 'Hi'"),
    "lists": ("", "[" * 60 + "'Hi'" + "]" * 60),
    "arguments": ("def f(x): return x\n", "f(" * 60 + "'Hi'" + ")" * 60),
    "aliases of the client": ("".join(f"c{i + 1} = {'client' if not i else f'c{i}'}\n" for i in range(300)), "'Hi'"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str, tmp_path: Path, steps: list[int]) -> None:
    """Chains of hundreds end as known or as unknown, with the request found."""
    code, text = DEEP[name]
    found = scan(tmp_path, {"app.py": HEAD + code + SEND.format('"m"', text)})
    assert [m.id for m in only(found).models] == ["m"]
    assert steps[0] < 60_000
    for message in only(found).messages:
        assert set(message.static_text) <= set("Hi1")


@pytest.mark.parametrize("text", [" + ".join(["'Hi'"] * 3000), "'Hi'" + ".strip()" * 900])
def test_nested_too_deeply(text: str, tmp_path: Path) -> None:
    """What is nested too deeply to be read is a problem of that line."""
    found = scan(tmp_path, {"app.py": HEAD + SEND.format("'m'", text) + SEND.format("'m'", "'Hi'")})
    assert [(p.path, p.line) for p in found.problems] == [("app.py", 3)]


NESTED = "T = {'type': 'function', 'function': {'name': 'f', 'parameters': {}}}\n" + "T = {**T, 'x': [T, T]}\n" * 30


@pytest.mark.parametrize(
    "argument", ["tools=[T]", "tools=T", "response_format=T", "messages=T", "messages=[T]", "extra=T"]
)
def test_nested_data(argument: str, tmp_path: Path) -> None:
    """Data of 2^30 values, few of them distinct, in any argument."""
    code = f"{HEAD}{NESTED}client.chat.completions.create(model='m', {argument})\n"
    assert [m.id for m in only(scan(tmp_path, {"app.py": code})).models] == ["m"]


@pytest.mark.parametrize("depth", [5, 30, 200])
def test_inheritance(depth: int, tmp_path: Path) -> None:
    """30 levels of inheritance are followed; hundreds end as unknown, not as something else."""
    classes = "class C0:\n    model = 'gpt-4o'\n" + "".join(f"class C{i + 1}(C{i}):\n    pass\n" for i in range(depth))
    call = only(scan(tmp_path, {"app.py": f"{HEAD}{classes}{SEND.format(f'C{depth}().model', repr('Hi'))}"}))
    assert [m.id for m in call.models] == (["gpt-4o"] if depth <= 30 else [])


CYCLES = {
    "bases": "class A(B):\n    pass\nclass B(A):\n    pass\nM = A().model\n",
    "own base": "class A(A):\n    pass\nM = A().model\n",
    "functions": "def a(): return b()\ndef b(): return c()\ndef c(): return a()\nM = a()\n",
    "names": "A = B\nB = A\nM = A\n",
    "attributes": "class A:\n    def __init__(self):\n        self.x = self.y\n        self.y = self.x\nM = A().x\n",
    "properties": "class A:\n    @property\n    def x(self): return self.y\n    @property\n    def y(self): return self.x\nM = A().x\n",
    "default": "def f(x=f):\n    return x\nM = f()\n",
    "list in itself": "L = []\nL.append(L)\nM = L[0][0][0]\n",
    "dict in itself": "D = {}\nD['d'] = D\nD.update(D)\nM = D['d']['d']\n",
    "loop": "M = M2 = x\nfor i in y:\n    M = M2\n    M2 = M\n",
    "getattr": "class A:\n    def __getattr__(self, n): return getattr(self, n)\nM = A().x\n",
    "generator": "def g():\n    yield from g()\nM = list(g())[0]\n",
    "instances": "class A:\n    def __init__(self, n):\n        self.a = A(n)\nM = A(1).a.a.a.a.x\n",
    "closures": "def f(g):\n    def h(): return g(h)\n    return h\nM = f(f)()\n",
    "comprehension": "L = [x for x in L]\nM = L[0]\n",
    "spread": "D = {**D}\nM = D['x']\n",
}  # fmt: skip


@pytest.mark.parametrize("name", CYCLES)
def test_cycle(name: str, tmp_path: Path, steps: list[int]) -> None:
    """What depends on itself is unknown, with a reason."""
    call = only(scan(tmp_path, {"app.py": HEAD + CYCLES[name] + SEND.format("M", "'Hi'")}))
    assert call.models == ()
    assert call.model_unknown
    assert steps[0] < 5_000


def test_cycle_of_imports(tmp_path: Path) -> None:
    """Modules that import each other in a ring, by name and by star."""
    files = {f"m{i}.py": f"from m{(i + 1) % 20} import *\nfrom m{(i + 1) % 20} import V\n" for i in range(20)}
    call = only(scan(tmp_path, {**files, "app.py": f"{HEAD}from m0 import V, W\n{SEND.format('V', 'W')}"}))
    assert call.models == ()
    assert messages(call) == ["user: {W}"]


def test_dict_of_thousands_of_prompts(tmp_path: Path, steps: list[int]) -> None:
    """One of 5 000 prompts by a known key is that one; by an unknown key it is unknown, with their number."""
    prompts = "P = {\n" + "".join(f"    'k{i}': 'Prompt number {i}.',\n" for i in range(5000)) + "}\n"
    asked = SEND.format("'m'", "P['k4321']") + SEND.format("'m'", "P[os.name]")
    code = f"{HEAD}import os\n{prompts}{asked}"
    one, many = scan(tmp_path, {"app.py": code}).calls
    assert messages(one) == ["user: Prompt number 4321."]
    assert [h.reason for m in many.messages for h in m.holes] == ["one of 5000 alternatives"]
    assert steps[0] < 40_000


def test_many_callers(tmp_path: Path) -> None:
    """A wrapper with thousands of callers: each is a request, up to a bound, and the wrapper's model is not guessed."""
    code = (
        HEAD
        + "def ask(p, m):\n    "
        + SEND.format("m", "p")
        + "".join(f"ask('Question {i}?', 'm{i}')\n" for i in range(400))
    )
    found = scan(tmp_path, {"app.py": code}).calls
    assert 200 <= len(found) <= 401
    assert found[0].models == ()
    assert "models" in (found[0].model_unknown or "") or "alternatives" in (found[0].model_unknown or "")


def test_wrappers_of_wrappers(tmp_path: Path) -> None:
    """A long chain of wrappers is followed for a while and ends."""
    code = HEAD + "def w0(p):\n    " + SEND.format("'m'", "p")
    code += (
        "".join(f"def w{i + 1}(p):\n    w{i}(p)\n" for i in range(30)) + "w30('Name a colour.')\nw2('Name a town.')\n"
    )
    found = calls(scan(tmp_path, {"app.py": code}))
    assert any(line.endswith("user: Name a town.") for line in found)
    assert len(found) < 40


def test_everybody_calls_everybody(tmp_path: Path, steps: list[int]) -> None:
    """A clique of wrappers is not walked along every path."""
    names = range(9)
    code = HEAD + "".join(
        f"def w{i}(p):\n    {SEND.format(repr('m'), 'p')}" + "".join(f"    w{j}(p + '{i}{j}')\n" for j in names)
        for i in names
    )
    found = scan(tmp_path, {"app.py": code + "w0('Name a colour.')\n"}).calls
    assert len(found) <= 9 * 10 + 1
    assert steps[0] < 200_000


def test_file_that_goes_away(tmp_path: Path) -> None:
    """A file deleted between its listing and its reading is a problem of its own."""
    write(tmp_path, {"app.py": HEAD + SEND.format("'m'", "'Hi'"), "gone.py": "X = 1\n"})
    (tmp_path / "gone.py").unlink()
    found = analyse(tmp_path, ("app.py", "gone.py"), AnalyseOptions(project_root=tmp_path))
    assert len(found.calls) == 1
    assert [p.path for p in found.problems] == ["gone.py"]
    assert found.analysed == ("app.py",)


def test_module_that_goes_away_before_it_is_imported(tmp_path: Path) -> None:
    """A module that was there when the import was resolved and is not when it is read."""
    write(tmp_path, {"app.py": "import names\n", "names.py": "X = 1\n"})
    project = Project(tmp_path, ("app.py",))
    importer = project.module("app.py")
    assert importer is not None
    path = project.find(importer, "names", 0)
    (tmp_path / "names.py").unlink()
    assert path == "names.py"
    assert project.module(path) is None
    assert [p.path for p in project.problems] == ["names.py"]


def test_prompt_file_that_cannot_be_used(tmp_path: Path) -> None:
    """A folder, bytes that are no text and a file above the limit in place of a prompt file: unknown text."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00\xd8")
    (tmp_path / "large.txt").write_bytes(b"x" * 1_000_001)
    code = HEAD + "".join(SEND.format("'m'", f"open('{name}.txt').read()") for name in ("folder", "bytes", "large"))
    found = scan(tmp_path, {"app.py": code})
    assert [call.messages[0].static_text for call in found.calls] == ["", "", ""]
    assert [p.path for p in found.problems] == ["bytes.txt", "large.txt"]


def _clique(size: int) -> str:
    """Functions that all call each other in nested loops, with branches."""
    return "".join(
        f"def f{i}(x):\n    y = 'a'\n    for a in flags:\n        while x:\n"
        + "".join(
            f"            if x == y:\n                y = f{j}(x) + y\n            x = f{j}(y)\n" for j in range(size)
        )
        + "    return x + y\n"
        for i in range(size)
    )


LABYRINTHS = {
    "mutual recursion": (_clique(5), "f{0}('b{1}')"),
    "nested loops": (
        "def f(x):\n    " + "".join(f"{'    ' * i}for a{i} in ({i}, 'b', x):\n    " for i in range(9)) + "    " * 9
        + "x = x + str(a0)\n    return x\n", "f('b{1}')",
    ),
    "assignments in a while": (
        "def f(x):\n    while flags:\n" + "".join(f"        v{i} = v{(i * 7 + 3) % 150} or x\n" for i in range(150))
        + "    return v0\n", "f('b{1}')",
    ),
}  # fmt: skip
"""Name: code that takes more steps than a request has, a text that has to do with it (of function {0}, request {1})."""


@pytest.mark.parametrize("name", LABYRINTHS)
@pytest.mark.parametrize("requests", [5, 40])
def test_steps_of_a_run(
    name: str, requests: int, tmp_path: Path, steps: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps of a run grow with the number of its requests, slowly, once a reserve is used up."""
    monkeypatch.setattr(fuel, "RESERVE", 2_000)
    monkeypatch.setattr(fuel, "STEPS_PER_REQUEST", 2_000)
    monkeypatch.setattr(fuel, "STEPS_AFTER_RESERVE", 200)
    code, text = LABYRINTHS[name]
    sends = "".join(SEND.format('"m"', text.format(i % 5, i)) for i in range(requests))
    found = scan(tmp_path, {"app.py": f"{HEAD}from somewhere import flags\n{code}{sends}"})
    assert [[m.id for m in call.models] for call in found.calls] == [["m"]] * requests
    assert steps[0] < 5_000 + 500 * requests


def test_a_place_that_is_given_up_is_a_problem(tmp_path: Path) -> None:
    """What is called cannot be followed: it may have been a request, so the report names the place."""
    deep = "".join(f"def f{i + 1}(x):\n    return f{i}(x) if flags else f{i}(None)\n" for i in range(25))
    source = (
        "from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model='gpt-4o')\n"
        f"def f0(x):\n    return x\n{deep}f25(llm).invoke('Hello there.')\nf0(llm).invoke('Hello there.')\n"
    )
    found = scan(tmp_path, {"app.py": source})
    assert [call.span.line for call in found.calls] == [source.count("\n")]
    assert [(problem.line, problem.stage) for problem in found.problems] == [(source.count("\n") - 1, "link")]
    assert "it may be a request" in found.problems[0].message


def test_a_request_that_is_cut_short_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose text was not worked out to its end is listed, one that was is not."""
    monkeypatch.setattr(fuel, "STEPS_PER_REQUEST", 300)
    long = '"".join([' + ", ".join(f"str(flags[{i}])" for i in range(400)) + "])"
    sent = [SEND.format('"m"', '"Hello there."'), SEND.format('"m"', long)]
    source = f"{HEAD}from somewhere import flags\n{''.join(sent)}"
    found = scan(tmp_path, {"app.py": source})
    last = source.count("\n")
    assert [call.span.line for call in found.calls] == [last - 1, last]
    assert [(problem.line, problem.stage) for problem in found.problems] == [(last, "link")]
    assert "may lack parts" in found.problems[0].message
