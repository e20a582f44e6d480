"""Random small programs over strings, lists and dicts, as source text that both Python and the evaluator can read."""

from __future__ import annotations

from hypothesis import strategies as st

TEXTS = ("a", "b ", " c", "{}", "{x}", "x%s", "", "Ab\n", "ab", "-a-")
NAMES = ("s", "t", "u")
READ = (*NAMES, "k")
FLAGS = ("p", "q", "r")
WORDS = "words"
METHODS = (
    ".strip()", ".lstrip()", ".rstrip()", ".upper()", ".lower()", ".title()", ".capitalize()", ".strip('a')",
    ".replace('a', 'zz')", ".replace('ab', '')", ".removeprefix('a')", ".removesuffix('b')", ".split()[0:1][-1]",
    ".ljust(4)", ".zfill(5)", ".encode().decode()", ".join(['1', '2'])", ".format('1', x='2')", ".expandtabs()",
    ".replace('', '|')", ".swapcase()", ".replace('a', 'b', 1)", ".split('a')[0]", ".partition('b')[2]",
    ".join('xy')", ".center(7, '*')", ".casefold()", "[1:]", "[-1:]", "[::-1]",
)  # fmt: skip
CONSTANTS = st.sampled_from(TEXTS).map(repr)
TRUTHS = st.sampled_from(FLAGS) | st.sampled_from(
    ["s == 'a'", "t != 'ab'", "not u", "s", "u in ('a', 'ab')", "'a' in t", "s == t", "p and q", "p or not u", "t is None",
     "len(s) > 1", "s.startswith('a')", "isinstance(s, str)", "s and t", "k == 'a'", "k != 'ab'", "k in ('a', 'ab')",
     "k not in ('a',)", "'b' in k", "k.startswith('a')", "not k.endswith(('b', 'a'))", "k.startswith(s)", "k == s",
     "p and k == 'ab'", "k == 'a' or k == 'b '", "s not in k"]
)  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2) -> str:
    """An expression whose value is a str."""
    if depth == 0:
        return draw(st.sampled_from(READ) | CONSTANTS)
    inner = expressions(depth - 1)
    form = draw(st.integers(0, 14))
    if form == 0:
        return draw(st.sampled_from(READ))
    if form == 1:
        return draw(CONSTANTS)
    if form in (2, 3):
        return f"({draw(inner)} + {draw(inner)})"
    if form in (4, 5):
        return f"{_primary(draw(inner))}{draw(st.sampled_from(METHODS))}"
    if form == 6:
        return f"f'<{{{draw(st.sampled_from(NAMES))}}}{draw(st.sampled_from(['', '-', '{{}}', '{t!r}', '{u:>4}']))}'"
    if form == 7:
        return f"({draw(inner)} if {draw(TRUTHS)} else {draw(inner)})"
    if form == 8:
        return f"({draw(inner)} {draw(st.sampled_from(['or', 'and']))} {draw(inner)})"
    if form == 9:
        return f"('<%s>' % ({draw(inner)},))"
    if form == 10:
        return f"{draw(CONSTANTS)}.join([{draw(inner)}, {draw(inner)}])"
    if form == 11:
        return f"{{'a': {draw(inner)}, 'ab': {draw(inner)}}}.get({draw(st.sampled_from(READ))}, {draw(inner)})"
    if form == 12:
        return f"'-'.join([w + {draw(inner)} for w in {draw(st.sampled_from([WORDS, '(s, t)', 's']))}])"
    if form == 13:
        return f"({draw(inner)} * {draw(st.integers(0, 3))})"
    return f"wrap({draw(inner)}, {draw(st.sampled_from(FLAGS))})"


def _primary(expr: str) -> str:
    return expr if expr.endswith((")", "'")) or expr.isidentifier() else f"({expr})"


@st.composite
def blocks(draw: st.DrawFn, depth: int = 2, looped: bool = False) -> list[str]:
    """A few statements as lines."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(statements(depth, looped))
    return lines


@st.composite
def statements(draw: st.DrawFn, depth: int, looped: bool) -> list[str]:
    """One statement as lines."""
    name = draw(st.sampled_from(NAMES))
    value = draw(expressions())
    form = draw(st.integers(-4, 15 if depth else 7))
    if form < 0:
        return draw(_indirect(form, name, value))
    if form <= 2:
        return [f"{name} = {value}"]
    if form <= 4:
        return [f"{name} += {value}"]
    if form == 5:
        return [f"items.append({value})", f"{name} = ''.join(items)"]
    if form == 6:
        # some releases of CPython 3.11 (3.11.2 is one) store a name that is bound twice here in the wrong order
        other = draw(st.sampled_from([n for n in NAMES if n != name]))
        return [f"{name}, {other} = {other}, {value}"]
    if form == 7:
        if looped and draw(st.booleans()):
            return [f"if {draw(TRUTHS)}:", f"    {draw(st.sampled_from(['break', 'continue']))}"]
        return [f"table[{draw(CONSTANTS)}] = {value}", f"{name} = table.get('ab', '0')"]
    return draw(_compound(form, name, value, depth, looped))


@st.composite
def _indirect(draw: st.DrawFn, form: int, name: str, value: str) -> list[str]:
    """A change through another name, a call, or a function defined on the spot."""
    other = draw(st.sampled_from(NAMES))
    if form == -1:
        return ["more = items", f"more.append({value})", f"{name} = ''.join(items)"]
    if form == -2:
        return [f"add(items, {value})", f"{name} = '+'.join(items)"]
    if form == -3:
        return [f"def near(end={value}):", f"    return {other} + end", f"{other} = {other} + '.'", f"{name} = near()"]
    return [f"table['ab'] = {value}", "same = table", f"same['ab'] = {other}", f"{name} = table['ab']"]


@st.composite
def _compound(draw: st.DrawFn, form: int, name: str, value: str, depth: int, looped: bool) -> list[str]:
    inner = blocks(depth - 1, looped)
    if form in (8, 9, 10):
        orelse = ["else:", *_indented(draw(inner))] if draw(st.booleans()) else []
        return [f"if {draw(TRUTHS)}:", *_indented(draw(inner)), *orelse]
    if form == 11:
        over = draw(st.sampled_from([WORDS, "('a', 'ab')", "(s, t)", "items"]))
        return [f"for {name} in list({over}):", *_indented(draw(blocks(depth - 1, True)))]
    if form == 12:
        body = _indented(draw(blocks(depth - 1, True)))
        orelse = ["else:", *_indented(draw(inner))] if draw(st.booleans()) else []
        return [f"for _ in {WORDS}:", *body, *orelse]
    if form == 13:
        failing = f"    if {draw(TRUTHS)}: raise ValueError"
        end = ["finally:", *_indented(draw(inner))] if draw(st.booleans()) else []
        other = ["else:", *_indented(draw(inner))] if draw(st.booleans()) else []
        return ["try:", f"    {name} = {value}", failing, *_indented(draw(inner)), "except ValueError:",
                *_indented(draw(inner)), *other, *end]  # fmt: skip
    if form == 14:
        return [f"match {name}:", "    case 'a' | 'ab':", *_indented(_indented(draw(inner))), "    case str() as s:",
                *_indented(_indented(draw(inner)))]  # fmt: skip
    return [f"if (t := {value}):", *_indented(draw(inner))]


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A module with ``main(p, q, r, k, words)`` that shows a text to ``sink`` at a few places."""
    body = [f"{name} = {draw(CONSTANTS)}" for name in NAMES]
    body += ["items = ['i']", "table = {'a': 'k'}"]
    for _ in range(draw(st.integers(1, 3))):
        body += draw(blocks())
        if draw(st.booleans()):
            body += [f"if {draw(TRUTHS)}:", f"    sink({draw(expressions(1))})"]
    body += [f"sink({draw(st.sampled_from(NAMES))})"]
    helper = ["def wrap(text, flag):", "    if flag:", "        return '[' + text + ']'",
              "    if text == 'a':", "        return 'A'", "    return text",
              "def add(to, text):", "    to.append(text)"]  # fmt: skip
    return "\n".join([*helper, "def main(p, q, r, k, words):", *_indented(body)]) + "\n"
