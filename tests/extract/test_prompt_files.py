"""Prompts in files: what code reads of them, what is in the index without it, and files that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.model import Analysis, Call
from tests.extract.projects import HEAD, messages, scan, write

SEND = 'client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": {}}}])\n'
JINJA = "from jinja2 import Environment, FileSystemLoader\nenv = Environment(loader=FileSystemLoader('prompts'))\n"


def sent(folder: Path, content: str, files: dict[str, str], head: str = HEAD) -> tuple[Call, Analysis]:
    """The one call that sends an expression, and all that was found."""
    found = scan(folder, {**files, "app.py": head + SEND.format(content)}, ("app.py",))
    return found.calls[0], found


def index(folder: Path, files: dict[str, str], named: tuple[str, ...] = (), maybe: tuple[str, ...] = ()) -> list[str]:
    """The prompts of files that nothing reads as ``path:line name role text``."""
    write(folder, files)
    found = analyse(folder, (), AnalyseOptions(project_root=folder, prompt_files=named, maybe_prompts=maybe))
    shown = []
    for prompt in found.prompts:
        text = "".join(getattr(part, "text", None) or f"<{getattr(part, 'expr', '')}>" for part in prompt.parts)
        shown.append(f"{prompt.path}:{prompt.span.line} {prompt.name} {prompt.role} {text!r}")
    return shown


# -- templates of several files --------------------------------------------------------------------------------------

TEMPLATES: dict[str, tuple[dict[str, str], str]] = {
    "included beside the loader's folder": (
        {"prompts/a.j2": "A. {% include 'parts/b.j2' %}", "prompts/parts/b.j2": "B."}, "A. B.",
    ),
    "an include is looked for from the loader's folder first": (
        {"prompts/a.j2": "{% include 'x/c.j2' %}", "prompts/x/c.j2": "{% include 'd.j2' %}", "prompts/d.j2": "D", "prompts/x/d.j2": "no"},
        "D",
    ),
    "a block takes the place of the one it extends": (
        {
            "prompts/base.j2": "Head. {% block body %}Base body.{% endblock %} {% block end %}End.{% endblock %}",
            "prompts/a.j2": "{% extends 'base.j2' %}dropped{% block body %}Own body.{% endblock %}",
        },
        "Head. Own body. End.",
    ),
    "super puts the text above in": (
        {
            "prompts/base.j2": "{% block a %}One.{% endblock %}",
            "prompts/a.j2": "{% extends 'base.j2' %}{% block a %}{{ super() }} Two.{% endblock %}",
        },
        "One. Two.",
    ),
    "blocks over three files": (
        {
            "prompts/base.j2": "{% block a %}1{% endblock %}{% block b %}2{% endblock %}",
            "prompts/mid.j2": "{% extends 'base.j2' %}{% block b %}two{% endblock %}",
            "prompts/a.j2": "{% extends 'mid.j2' %}{% block a %}one{% endblock %}",
        },
        "onetwo",
    ),
    "itself": ({"prompts/a.j2": "Again {% include 'a.j2' %}."}, "Again {% include 'a.j2' %}."),
    "each other": (
        {"prompts/a.j2": "A {% include 'b.j2' %}", "prompts/b.j2": "B {% include 'a.j2' %}"}, "A B {% include 'a.j2' %}",
    ),
    "extends itself": ({"prompts/a.j2": "{% extends 'a.j2' %}{% block x %}X{% endblock %}"}, "X"),
    "a name that is not known": ({"prompts/a.j2": "A {% include name %}"}, "A {% include name %}"),
    "a file outside the project": ({"prompts/a.j2": "A {% include '/etc/passwd' %}"}, "A {% include '/etc/passwd' %}"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_of_several_files(name: str, tmp_path: Path) -> None:
    files, expected = TEMPLATES[name]
    write(tmp_path, {"pyproject.toml": ""})
    call, found = sent(tmp_path, "env.get_template('a.j2').render()", files, HEAD + JINJA)
    assert messages(call) == [f"user: {expected}"]
    assert found.problems == ()


def test_white_space_as_the_environment_has_it(tmp_path: Path) -> None:
    head = HEAD + JINJA.replace("prompts'))", "prompts'), trim_blocks=True, lstrip_blocks=True)")
    call, _ = sent(tmp_path, "env.get_template('a.j2').render()", {"prompts/a.j2": "A\n  {# no #}\nB\n"}, head)
    assert messages(call) == ["user: A\nB"]


def test_templates_that_multiply_are_bounded(tmp_path: Path) -> None:
    files = {f"prompts/t{n}.j2": f"{n} " + f"{{% include 't{n + 1}.j2' %}}" * 3 for n in range(30)}
    call, _ = sent(tmp_path, "env.get_template('t0.j2').render()", files, HEAD + JINJA)
    assert call.messages[0].static_text.startswith("0 1 2 3")
    assert len(call.messages[0].parts) < 2000


# -- data that code reads --------------------------------------------------------------------------------------------

GITHUB = """
    name: Summarizer
    model: openai/gpt-4o-mini
    modelParameters:
      temperature: 0.5
      max_tokens: 99
    messages:
      - role: system
        content: You sum up.
      - role: user
        content: "Sum up {{input}}"
"""


def test_a_prompt_file_of_github_models_gives_model_and_messages(tmp_path: Path) -> None:
    code = f"""{HEAD}import yaml
with open("sum.prompt.yml") as file:
    spec = yaml.safe_load(file)
client.chat.completions.create(
    model=spec["model"], messages=spec["messages"], max_tokens=spec["modelParameters"]["max_tokens"])
"""
    found = scan(tmp_path, {"sum.prompt.yml": GITHUB, "app.py": code}, ("app.py",))
    call = found.calls[0]
    assert messages(call) == ["system: You sum up.", "user: Sum up {{input}}"]
    assert [(m.id, m.origin.path, m.origin.line) for m in call.models] == [("openai/gpt-4o-mini", "sum.prompt.yml", 2)]
    assert call.max_output_tokens == 99


FRONT = "---\nmodel: gpt-4o-mini\nlimit: 7\n---\nYou stand below.\n"


@pytest.mark.parametrize("load", ["load('p.md')", "loads(open('p.md').read())", "load(open('p.md'))"])
def test_front_matter_that_code_parses_gives_settings_and_text(load: str, tmp_path: Path) -> None:
    code = f"{HEAD}import frontmatter\npost = frontmatter.{load}\n"
    code += (
        'client.responses.create(model=post["model"], max_output_tokens=post.metadata["limit"], input=post.content)\n'
    )
    found = scan(tmp_path, {"p.md": FRONT, "app.py": code}, ("app.py",))
    call = found.calls[0]
    assert (messages(call), call.max_output_tokens) == (["user: You stand below."], 7)
    assert [(m.id, m.origin.path, m.origin.line) for m in call.models] == [("gpt-4o-mini", "p.md", 2)]
    assert (call.messages[0].origin.path, call.messages[0].origin.line) == ("p.md", 5)


def test_front_matter_that_code_does_not_parse_is_sent_with_the_text(tmp_path: Path) -> None:
    call, _ = sent(tmp_path, "open('p.md').read()", {"p.md": FRONT})
    assert messages(call) == [f"user: {FRONT}"]


def test_numbers_and_flags_of_yaml_are_none_of_its_texts(tmp_path: Path) -> None:
    code = f"{HEAD}import yaml\nspec = yaml.safe_load(open('a.yaml'))\n"
    code += 'client.chat.completions.create(model=spec["m"], max_tokens=spec["n"], messages=[], stream=spec["s"])\n'
    found = scan(tmp_path, {"a.yaml": 'm: "4"\nn: 4\ns: true\n', "app.py": code}, ("app.py",))
    call = found.calls[0]
    assert ([m.id for m in call.models], call.max_output_tokens) == (["4"], 4)
    assert ("stream", True) in call.arguments


# -- files in the index alone ----------------------------------------------------------------------------------------

LONG = "You are a careful editor of the texts of other people."
FORMATS: dict[str, tuple[str, str, list[str]]] = {
    "Prompty": (
        "a.prompty", "---\nname: Edit\nmodel: gpt-4o\n---\nsystem:\nYou edit.\n\nuser:\nEdit {{ text }}\n",
        ["a.prompty:6 Edit system 'You edit.'", "a.prompty:9 Edit user 'Edit <text>'"],
    ),
    "Prompty without a head": ("a.prompty", "Just a text.\n", ["a.prompty:1 a system 'Just a text.'"]),
    "Dotprompt": (
        "a.prompt",
        "---\nmodel: googleai/gemini-2.0-flash\n---\n{{role \"system\"}}\nYou greet.{{!-- no --}}\n{{role \"user\"}}\nGreet {{name}}.\n",
        ["a.prompt:5 a system 'You greet.'", "a.prompt:7 a user 'Greet <name>.'"],
    ),
    "Dotprompt of one text": ("a.prompt", "---\nmodel: m\n---\nGreet {{name}}.\n", ["a.prompt:4 a user 'Greet <name>.'"]),
    "GitHub Models": (
        "a.prompt.yml", "name: Sum\nmessages:\n- role: system\n  content: You sum.\n- role: user\n  content: 'Sum {{x}}'\n",
        ["a.prompt.yml:4 Sum system 'You sum.'", "a.prompt.yml:6 Sum user 'Sum <x>'"],
    ),
    "promptfoo": (
        "promptfooconfig.yaml",
        "prompts:\n- 'Translate {{ text }}'\n- file://other.txt\n- prompts.py\n- {id: x, raw: 'Say {{ a }}'}\nproviders: [openai:gpt-4o]\n",
        ["promptfooconfig.yaml:2 prompts user 'Translate <text>'", "promptfooconfig.yaml:5 prompts user 'Say <a>'"],
    ),
    "CrewAI's agents": (
        "config/agents.yaml", "editor:\n  role: Editor of {topic}\n  goal: Edit it\n  backstory: You edit.\n",
        [
            "config/agents.yaml:2 editor.role system 'Editor of <topic>'", "config/agents.yaml:3 editor.goal system 'Edit it'",
            "config/agents.yaml:4 editor.backstory system 'You edit.'",
        ],
    ),
    "CrewAI's tasks": (
        "tasks.yaml", "edit:\n  description: Edit {topic}\n  expected_output: A text\n",
        ["tasks.yaml:2 edit.description user 'Edit <topic>'", "tasks.yaml:3 edit.expected_output user 'A text'"],
    ),
    "LangChain": (
        "my_prompt.yaml", "_type: prompt\ninput_variables: [x]\ntemplate: Tell of {x}\n",
        ["my_prompt.yaml:3 template user 'Tell of <x>'"],
    ),
    "LangChain in JSON": (
        "prompt.json", '{"_type": "few_shot", "prefix": "Name it.", "suffix": "{x}:", "examples": []}',
        ["prompt.json:1 prefix user 'Name it.'"],
    ),
    # What only is called like one:
    "tasks of another tool": ("tasks.yaml", f"deploy:\n  description: {LONG}\n  cmd: make deploy\n", []),
    "agents of another tool": ("agents.yaml", f"web-1:\n  role: {LONG}\n  host: a\n", []),
    "a list of agents": ("agents.yaml", f"- {LONG}\n", []),
    "settings of a prompt": ("prompt_settings.yaml", f"theme: {LONG}\n", []),
    "a JSON file of another kind": ("prompts.json", f'{{"_type": "table", "template": "{LONG}"}}', []),
    "broken YAML": ("a.prompt.yml", "messages: [\n", []),
    "an empty file": ("a.prompty", "", []),
    "a head alone": ("a.prompt", "---\nmodel: m\n---\n", []),
    "only a hole": ("a.prompt", "{{text}}\n", []),
}  # fmt: skip
"""Name: path, content, what is in the index."""


@pytest.mark.parametrize("name", FORMATS)
def test_files_of_a_known_format_are_in_the_index(name: str, tmp_path: Path) -> None:
    path, text, expected = FORMATS[name]
    assert index(tmp_path, {path: text}, maybe=(path,)) == expected


NAMED: dict[str, tuple[str, str, list[str]]] = {
    "text": ("a.txt", "Say hi.", ["a.txt:1 a.txt unknown 'Say hi.'"]),
    "Markdown": ("a.md", "# Say hi", ["a.md:1 a.md unknown '# Say hi'"]),
    "Jinja": ("a.jinja2", "Hi {{ x }}{# no #}", ["a.jinja2:1 a.jinja2 unknown 'Hi <x>'"]),
    "Handlebars": ("a.hbs", "Hi {{x}}{{! no }}", ["a.hbs:1 a.hbs unknown 'Hi <x>'"]),
    "texts of YAML": ("a.yaml", f"id: 7\none:\n- two: {LONG}\n", [f"a.yaml:3 one.0.two unknown {LONG!r}"]),
    "texts of TOML": ("a.toml", f'[x]\na = "{LONG}"\nb = "short"\n', [f"a.toml:2 x.a unknown {LONG!r}"]),
    "a known format first": ("a.prompty", "user:\nHi.\n", ["a.prompty:2 a user 'Hi.'"]),
    "nothing in it": ("a.txt", "", []),
}


@pytest.mark.parametrize("name", NAMED)
def test_files_that_the_configuration_names_are_in_the_index(name: str, tmp_path: Path) -> None:
    path, text, expected = NAMED[name]
    assert index(tmp_path, {path: text}, named=(path,)) == expected


def test_what_a_call_sends_is_in_the_index_once(tmp_path: Path) -> None:
    write(tmp_path, {"p.txt": LONG, "p.yaml": f"a: {LONG}\nb: {LONG} Or not.\n", "app.py": HEAD + "import yaml\n"})
    with (tmp_path / "app.py").open("a") as file:
        file.write(SEND.format("open('p.txt').read()") + SEND.format("yaml.safe_load(open('p.yaml'))['a']"))
    options = AnalyseOptions(project_root=tmp_path, prompt_files=("p.txt", "p.yaml"))
    found = analyse(tmp_path, ("app.py",), options)
    assert [(p.path, p.span.line, len(p.calls)) for p in found.prompts] == [
        ("p.txt", 1, 1), ("p.yaml", 1, 1), ("p.yaml", 2, 0),
    ]  # fmt: skip


# -- files that mean harm --------------------------------------------------------------------------------------------


def bomb(levels: int = 12) -> str:
    """YAML whose aliases stand for nine to the power of the levels."""
    lines = ["a0: &a0 lol lol lol lol lol lol lol lol lol lol lol lol"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def big(folder: Path, name: str, size: int) -> None:
    with (folder / name).open("wb") as file:
        file.truncate(size)  # sparse: it takes no room


@pytest.mark.parametrize(
    "name", ["{0}/secret.txt", "../secret.txt", "../project/../secret.txt", "link.txt", "folder/secret.txt"]
)
def test_files_outside_the_project_are_not_read(name: str, tmp_path: Path) -> None:
    """A report on somebody else's code must not carry away what lies on the machine."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret.txt").write_text(LONG)
    (project / "pyproject.toml").write_text("")
    (project / "link.txt").symlink_to(tmp_path / "secret.txt")
    (project / "folder").symlink_to(tmp_path)
    call, found = sent(project, f"open({name.format(tmp_path)!r}).read()", {})
    assert call.messages[0].static_text == ""
    assert not any(prompt.path != "app.py" for prompt in found.prompts)


def test_a_file_beside_the_scanned_folder_is_one_of_the_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": "",
            "prompts/p.txt": LONG,
            "src/app.py": HEAD + SEND.format("open('../prompts/p.txt').read()"),
        },
    )
    found = analyse(tmp_path / "src", ("app.py",), AnalyseOptions(project_root=tmp_path))
    assert messages(found.calls[0]) == [f"user: {LONG}"]


PACKAGE = {"kit/__init__.py": "", "kit/prompts/judge.txt": "You judge."}
PARTS = (
    "import os\nimport pkg_resources\nhere = pkg_resources.resource_filename('kit', '')\n"
    "def packed(parts):\n    return parts[0] if len(parts) == 1 and type(parts[0]) is list else parts\n"
    "def read(*parts):\n    return open(os.path.expandvars(os.path.join(*packed(parts)))).read()\n"
)
OF_PACKAGE: dict[str, tuple[str, list[str]]] = {
    "by its name": ("open(pkg_resources.resource_filename('kit', 'prompts/judge.txt')).read()", ["user: You judge."]),
    "below its folder": ("read(f'{here}/prompts/judge.txt')", ["user: You judge."]),
    "by the parts of its path": ("read(here, 'prompts', 'judge.txt')", ["user: You judge."]),
    "another name": ("open(pkg_resources.resource_filename('kit', 'judge.txt')).read()", []),
    "another package": ("open(pkg_resources.resource_filename('tool', 'prompts/judge.txt')).read()", []),
    "parts that are not known": ("open(os.path.join('kit/prompts/judge.txt', *os.listdir('.'))).read()", []),
}


@pytest.mark.parametrize("name", OF_PACKAGE)
def test_a_file_of_a_package(name: str, tmp_path: Path) -> None:
    content, expected = OF_PACKAGE[name]
    call, _ = sent(tmp_path, content, PACKAGE, HEAD + PARTS)
    assert [text for text in messages(call) if "You judge" in text] == expected


HARM: dict[str, tuple[bytes, str]] = {
    "p.txt": (b"GIF89a\0\x01\x02", "holds a NUL byte; not text"),
    "p.md": (b"\xff\xfe\x00A", "holds a NUL byte; not text"),
    "p.j2": (b"caf\xe9 au lait", "is not UTF-8 text"),
}


@pytest.mark.parametrize("name", HARM)
@pytest.mark.parametrize("read", [True, False])
def test_a_file_that_holds_no_text_is_a_problem(name: str, read: bool, tmp_path: Path) -> None:
    content, reason = HARM[name]
    (tmp_path / name).write_bytes(content)
    if read:
        call, found = sent(tmp_path, f"open('{name}').read()", {})
        assert call.messages[0].static_text == ""
    else:
        found = analyse(tmp_path, (), AnalyseOptions(project_root=tmp_path, prompt_files=(name,)))
    assert [(p.path, p.line, p.stage, p.message) for p in found.problems] == [(name, 1, "read", reason)]
    assert [p for p in found.prompts if p.path == name] == []


def test_a_picture_that_code_reads_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\0")
    _, found = sent(tmp_path, "open('logo.png').read()", {})
    assert found.problems == ()


@pytest.mark.parametrize("name", ["p.txt", "p.yaml", "p.prompty"])
def test_a_prompt_file_of_200_mb_is_not_read(name: str, tmp_path: Path) -> None:
    big(tmp_path, name, 200_000_000)
    call, found = sent(tmp_path, f"open('{name}').read()", {})
    assert [p.message for p in found.problems] == ["prompt file is larger than 1 MB (200.0 MB)"]
    assert not call.messages[0].complete


@pytest.mark.parametrize("name", ["p.yaml", "p.prompt.yml"])
def test_a_yaml_bomb_is_bounded_and_reported(name: str, tmp_path: Path) -> None:
    content = f"yaml.safe_load(open('{name}'))['b']"
    call, found = sent(tmp_path, content, {name: bomb() + f"b: {LONG}\n"}, HEAD + "import yaml\n")
    assert call.messages[0].static_text in ("", LONG)
    assert [(p.path, p.message[:12]) for p in found.problems] == [(name, "aliases make")]


def test_a_yaml_bomb_in_the_index_is_bounded_and_reported(tmp_path: Path) -> None:
    write(tmp_path, {"p.yaml": bomb()})
    found = analyse(tmp_path, (), AnalyseOptions(project_root=tmp_path, prompt_files=("p.yaml",)))
    assert len(found.prompts) < 2000
    assert [p.message[:12] for p in found.problems] == ["aliases make"]


def test_plain_aliases_are_followed_without_a_word(tmp_path: Path) -> None:
    text = f"base: &b {LONG}\nother: *b\n"
    call, found = sent(tmp_path, "yaml.safe_load(open('p.yaml'))['other']", {"p.yaml": text}, HEAD + "import yaml\n")
    assert (messages(call), found.problems) == ([f"user: {LONG}"], ())


@pytest.mark.parametrize("text", ["---\n" * 50_000, "---\n" + "a: " * 50_000, "system:\n" * 20_000, "{{role " * 20_000])
def test_hostile_prompt_files_end(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.prompty").write_text(text)
    (tmp_path / "p.prompt").write_text(text)
    options = AnalyseOptions(project_root=tmp_path, maybe_prompts=("p.prompty", "p.prompt"))
    assert len(analyse(tmp_path, (), options).prompts) <= 2000
