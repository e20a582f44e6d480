"""Files the code reads by a known name: prompt texts, YAML, JSON, TOML, example environments. Read as data only."""

from __future__ import annotations

import posixpath
import re
import sys
from typing import TYPE_CHECKING

from promptlint.link import mutate, templates
from promptlint.link.values import (
    Constant,
    Item,
    Key,
    Listing,
    Mapping,
    Member,
    Symbol,
    Text,
    Unknown,
    exact_texts,
    text_of,
    unknown,
)
from promptlint.model import Origin, Problem, Static

if TYPE_CHECKING:
    import yaml

    from promptlint import ir
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module, Project
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Argument, Value

FILE_TYPES = (Member,)
FILE = "<file>"
MAX_NODES = 20_000
"""Values of one data file that are followed."""
ENV_EXAMPLES = (".env.example", ".env.sample", ".env.template", "env.example", "example.env", "sample.env", ".env.dist")


def opened(ev: Evaluator, name: str, frame: Frame) -> Alternative | None:
    """A file object for a file of the project, None if there is no such file."""
    if ev.project.read_text(name, frame.module) is None:
        return None
    return Member(text_of(name, Origin(frame.module.path, 1, 1, "literal")), FILE)


def content(ev: Evaluator, item: Alternative, frame: Frame) -> Value | None:
    """The text of an opened file."""
    if not isinstance(item, Member) or item.name != FILE or not isinstance(item.base, Text):
        return None
    found = ev.project.read_text(item.base.exact or "", frame.module)
    return (templates.whole_file(*found),) if found is not None else None


def path_attribute(item: Text, name: str) -> Value | None:
    """``path.parent``, ``.parents``, ``.name``, ``.stem`` of a path that is known."""
    path = item.exact
    if path is None or not item.parts or not isinstance(item.parts[0], Static):
        return None
    origin = item.parts[0].origin
    if name == "parent":
        return (text_of(posixpath.dirname(path) or ".", origin),)
    if name == "parents":
        above: list[Item] = []
        while posixpath.dirname(path) not in (path, "") and len(above) < 12:
            path = posixpath.dirname(path)
            above.append(Item((text_of(path, origin),)))
        return (Listing(tuple(above), None if above else "the folders above a path"),)
    return None


def path_method(ev: Evaluator, item: Text, name: str, args: tuple[Argument, ...], frame: Frame) -> Value | None:
    """What a method of ``pathlib.Path`` gives for a path that is known; None if it is not such a method."""
    if name in ("resolve", "absolute", "expanduser", "as_posix"):
        return (item,)
    if name == "joinpath":
        return _joinpath(item, args)
    if name in ("with_name", "with_suffix"):
        return _renamed(item, name, args)
    if name in ("read_text", "read_bytes"):
        found = ev.project.read_text(item.exact or "", frame.module) if item.exact else None
        return (templates.whole_file(*found),) if found else _no_file(item)
    if name == "open":
        found_file = opened(ev, item.exact, frame) if item.exact else None
        return (found_file,) if found_file is not None else _no_file(item)
    return None


def _no_file(path: Text) -> Value:
    known = path.exact
    return unknown(f"`{known}` is not among the files of the project" if known else "a file known only at run time")


def _joinpath(item: Text, args: tuple[Argument, ...]) -> Value:
    path = item.exact
    more = [exact_texts(a.value) for a in args]
    if path is None or not all(len(m) == 1 for m in more) or not isinstance(item.parts[0], Static):
        return unknown("a path that is not known")
    return (text_of(posixpath.join(path, *(m[0] for m in more)), item.parts[0].origin),)


def _renamed(item: Text, name: str, args: tuple[Argument, ...]) -> Value:
    path = item.exact
    given = exact_texts(args[0].value) if args else ()
    if not path or len(given) != 1 or not isinstance(item.parts[0], Static):
        return unknown("a path that is not known")
    if name == "with_suffix":
        return (text_of(posixpath.splitext(path)[0] + given[0], item.parts[0].origin),)
    return (text_of(posixpath.join(posixpath.dirname(path), given[0]), item.parts[0].origin),)


# -- data -----------------------------------------------------------------------------------------------------------


def given_texts(ev: Evaluator, args: tuple[Argument, ...], frame: Frame) -> list[tuple[str, str, int]]:
    """The texts handed to a loader: path, content, first line."""
    found: list[tuple[str, str, int]] = []
    for item in args[0].value if args else ():
        if isinstance(item, Member) and item.name == FILE and isinstance(item.base, Text):
            read = ev.project.read_text(item.base.exact or "", frame.module)
            if read is not None:
                found.append((read[0], read[1], 1))
        elif isinstance(item, Text) and item.exact is not None and item.parts:
            place = item.parts[0]
            if isinstance(place, Static):
                found.append((place.origin.path, item.exact, place.origin.line))
    return found


def yaml_load(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``yaml.safe_load(file or text)``."""
    problems = ev.project.problems
    given = given_texts(ev, args, frame)
    found = [v for path, text, line in given if (v := yaml_value(path, text, line, problems)) is not None]
    return tuple(found) or None


def json_load(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``json.load(file)`` and ``json.loads(text)``; JSON is read as the YAML it is, for the line numbers."""
    return yaml_load(ev, args, frame, site)


def toml_load(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``tomllib.load(file)``."""
    found = [v for path, text, _ in given_texts(ev, args, frame) if (v := toml_value(path, text)) is not None]
    return tuple(found) or None


DYNACONF_FILES = ("settings_files", "settings_file", "settings_module")
DYNACONF_REST = "environment variables and secret files may set it"


def dynaconf(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``Dynaconf(settings_files=[...], environments=True)``: its files merged, keys found in either case.

    Of environments the two that hold where nothing selects another: ``default`` and ``development``.
    """
    named = {arg.name: arg.value for arg in args if arg.name}
    given = [item for name in DYNACONF_FILES for item in named.get(name, ())]
    flat = [i for item in given for i in (_elements(item) if isinstance(item, Listing) else (item,))]
    paths = [path for text in exact_texts(tuple(flat)) for path in text.replace(",", ";").split(";")]
    loaded = [v for path in paths if (v := _data_file(ev, path.strip(), frame)) is not None]
    if not loaded:
        return None
    split = any(isinstance(i, Constant) and i.value is True for i in named.get("environments", ()))
    if split:
        sections = [(v.get(n) or ()) for v in loaded for n in ("default", "development") if isinstance(v, Mapping)]
        loaded = [item for section in sections for item in section]
    return (_either_case(merged_mapping(loaded)),)


def _elements(item: Listing) -> Value:
    return tuple(v for element in item.items for v in element.value)


def _data_file(ev: Evaluator, name: str, frame: Frame) -> Alternative | None:
    """A YAML, JSON or TOML file of the project as a value, None where there is none."""
    found = ev.project.read_text(name, frame.module)
    if found is None:
        return None
    return toml_value(*found) if name.endswith(".toml") else yaml_value(*found, 1, ev.project.problems)


def _either_case(item: Mapping) -> Mapping:
    """A dict whose keys are also found in upper and in lower case, those of the dicts in it too."""
    entries: dict[object, Value] = {}
    for key, value in item.entries:
        inner = tuple(_either_case(v) if isinstance(v, Mapping) else v for v in value)
        for name in (key, key.lower(), key.upper()) if isinstance(key, str) else (key,):
            entries[name] = inner
    return Mapping(tuple(entries.items()), DYNACONF_REST)


def yaml_value(path: str, text: str, line: int = 1, problems: list[Problem] | None = None) -> Alternative | None:
    """A YAML document as a value with the line of each scalar, None when it cannot be parsed.

    What aliases multiply without end is added to the ``problems``.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if node is None:
        return None
    composed = _Composed(path, line)
    value = composed.value(node, 0)
    if composed.left < 0 and composed.aliased and problems is not None:
        words = f"aliases make more than {MAX_NODES:,} values of this YAML: the rest is not followed"
        problems.append(Problem(path, line, "read", words))
    return value


class _Composed:
    """Turns composed YAML nodes into values, counting them: aliases cannot multiply without bound."""

    def __init__(self, path: str, line: int) -> None:
        self.path = path
        self.first = line
        self.left = MAX_NODES
        self.seen: set[int] = set()
        self.aliased = False

    def value(self, node: yaml.Node, depth: int) -> Alternative:
        import yaml

        self.left -= 1
        self.aliased = self.aliased or id(node) in self.seen
        if self.left < 0 or depth > 40:
            return Unknown("the data file is too large to follow")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            entries = []
            for key, child in node.value[:5000]:
                if self.left < 0:
                    break
                if isinstance(key, yaml.ScalarNode):
                    entries.append((self._key(key), (self.value(child, depth + 1),)))
                else:
                    self.value(child, depth + 1)
            return Mapping(tuple(entries))
        if isinstance(node, yaml.SequenceNode):
            return Listing(
                tuple(Item((self.value(child, depth + 1),)) for child in node.value[:5000] if self.left >= 0)
            )
        return self._scalar(node)

    def _key(self, node: yaml.ScalarNode) -> Key:
        line = self.first + node.start_mark.line
        return Key.at(str(node.value), Origin(self.path, line, line, "config-file"))

    def _scalar(self, node: yaml.Node) -> Alternative:
        start = self.first + node.start_mark.line
        # A block scalar begins on the line after its key and indicator.
        block = getattr(node, "style", None) in ("|", ">")
        end = self.first + max(node.end_mark.line - (1 if block else 0), node.start_mark.line)
        origin = Origin(self.path, start + (1 if block else 0), max(end, start), "config-file")
        text = str(node.value)
        if not getattr(node, "style", None):
            plain = _plain_scalar(text)
            if plain is not None:
                return Constant(plain[0], origin)
        return text_of(text, origin)


def _plain_scalar(text: str) -> tuple[int | float | bool | None] | None:
    if text in ("null", "~", ""):
        return (None,)
    if text.lower() in ("true", "false"):
        return (text.lower() == "true",)
    try:
        return (int(text),)
    except ValueError:
        pass
    try:
        return (float(text),)
    except ValueError:
        return None


def toml_value(path: str, text: str) -> Alternative | None:
    """A TOML document as a value; the line of a text is where it first stands in the file."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return _plain(data, path, text)


def _toml_key(key: str, path: str, text: str) -> Key:
    """A key with the line on which its text first stands in the file."""
    line = text.count("\n", 0, max(text.find(key), 0)) + 1
    return Key.at(key, Origin(path, line, line, "config-file"))


def _plain(data: object, path: str, text: str) -> Alternative:
    if isinstance(data, dict):
        return Mapping(
            tuple((_toml_key(k, path, text), (_plain(v, path, text),)) for k, v in list(data.items())[:5000])
        )
    if isinstance(data, list):
        return Listing(tuple(Item((_plain(v, path, text),)) for v in data[:5000]))
    if isinstance(data, str):
        place = text.find(data.split("\n", 1)[0]) if data else -1
        line = text.count("\n", 0, place) + 1 if place >= 0 else 1
        return text_of(data, Origin(path, line, line + data.count("\n"), "config-file"))
    if isinstance(data, (int, float, bool, type(None))):
        return Constant(data, Origin(path, 1, 1, "config-file"))
    return Unknown("a value of a data file")


# -- environment and resources --------------------------------------------------------------------------------------


def example_variable(project: Project, name: str, module: Module) -> Value | None:
    """What an example environment file of the project sets a variable to."""
    for example in ENV_EXAMPLES:
        found = project.read_text(example, module)
        if found is None:
            continue
        path, text = found
        for number, line in enumerate(text.split("\n"), 1):
            match = re.match(rf"\s*(?:export\s+)?{re.escape(name)}\s*=\s*(.*)", line)
            if match:
                value = match[1].split(" #")[0].strip().strip("\"'")
                return (text_of(value, Origin(path, number, number, "env-default")),) if value else None
    return None


def resource_text(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``importlib.resources.read_text(package, name)``."""
    folder = _package_folder(args, frame)
    names = exact_texts(args[1].value) if len(args) > 1 else ()
    if folder is None or not names:
        return None
    found = ev.project.read_text(posixpath.join(folder, names[0]), frame.module)
    return (templates.whole_file(*found),) if found else None


def resource_file(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``importlib.resources.open_text(package, name)``."""
    folder = _package_folder(args, frame)
    names = exact_texts(args[1].value) if len(args) > 1 else ()
    found = opened(ev, posixpath.join(folder, names[0]), frame) if folder is not None and names else None
    return (found,) if found is not None else None


def resource_folder(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``importlib.resources.files(package)`` as a path."""
    folder = _package_folder(args, frame)
    return (text_of(folder, Origin(frame.module.path, 1, 1, "literal")),) if folder is not None else None


def resource_path(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``pkg_resources.resource_filename(package, name)``; an empty name means the package's folder."""
    folder = _package_folder(args, frame)
    names = exact_texts(args[1].value) if len(args) > 1 else ()
    if folder is None or not names:
        return None
    origin = Origin(frame.module.path, 1, 1, "literal")
    return tuple(text_of(posixpath.join(folder, name).rstrip("/"), origin) for name in names)


def _package_folder(args: tuple[Argument, ...], frame: Frame) -> str | None:
    from promptlint.link.values import ModuleValue

    for item in args[0].value if args else ():
        if isinstance(item, ModuleValue):
            return str(frame.module.project.root / item.module.folder)
        dotted = item.exact if isinstance(item, Text) else item.path if isinstance(item, Symbol) else None
        if dotted:
            path = frame.module.project.find(frame.module, dotted, 0)
            if path is not None:
                return str(frame.module.project.root / posixpath.dirname(path))
            return dotted.replace(".", "/")
    return None


def merged_mapping(values: list[Alternative]) -> Mapping:
    """One dict of several loaded files."""
    result = Mapping(())
    for value in values:
        result = mutate.merged(result, (value,))
    return result
