"""Models of the standard library and of a few common packages: what their calls give without running them."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    classes,
    datafiles,
    dumping,
    instances,
    mutate,
    promptfiles,
    templates,
    textmethods,
)
from promptlint.link.pieces import parts_of
from promptlint.link.values import (
    OPAQUE,
    Argument,
    Constant,
    Element,
    Instance,
    Item,
    Listing,
    Mapping,
    Member,
    ModuleValue,
    Parameter,
    Pipe,
    Result,
    Symbol,
    Text,
    Unknown,
    exact_texts,
    single_text,
    text_of,
    union,
    unknown,
)
from promptlint.model import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def describe(item: Alternative) -> str:
    """A value from a library in words."""
    names: list[str] = []
    current: Alternative = item
    while True:
        if isinstance(current, Member):
            names.append(current.name)
            current = current.base
        elif isinstance(current, Result):
            names.append("()")
            current = current.callee
        elif isinstance(current, Element):
            names.append("[]")
            current = current.base
        else:
            break
    if isinstance(current, Symbol):
        root = current.path.removeprefix("builtins.")
    elif isinstance(current, Parameter):
        root = f"parameter `{current.name}` of {current.ref.name}()"
    elif isinstance(current, Unknown):
        return current.reason
    else:
        root = "a chain" if isinstance(current, Pipe) else "a value of the project"
    text = root
    for name in reversed(names):
        text += name if name in ("()", "[]") else f".{name}"
    return f"`{text}`"


def path_of(item: Alternative) -> str | None:
    """The access path of a library value such as ``os.environ.get``; calls are written ``()``. None for others."""
    names: list[str] = []
    while True:
        if isinstance(item, Member):
            names.append(item.name)
            item = item.base
        elif isinstance(item, Result):
            names.append("()")
            item = item.callee
        elif isinstance(item, Symbol):
            text = item.path
            for name in reversed(names):
                text += name if name == "()" else f".{name}"
            return text
        else:
            return None


def call(
    ev: Evaluator, callee: Alternative, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """What a modelled library call gives; None when it is not modelled."""
    path = path_of(callee)
    if isinstance(callee, Member) and callee.name in METHODS:
        found = METHODS[callee.name](ev, callee, args, frame, site)
        if found is not None:
            return found
    if path is None:
        return None
    model = MODELS.get(path.removeprefix("builtins."))
    return model(ev, args, frame, site) if model is not None else None


def subscript(ev: Evaluator, base: Symbol, index: Value, expr: ir.Sub, frame: Frame) -> Value:
    """``os.environ["X"]``, a generic type, or an element of a library object."""
    if base.path == "os.environ":
        return environment(ev, index, (), expr, frame)
    if base.path == "sys.modules":
        return _modules(ev, index, frame) or (Element(base),)
    last = base.path.split(".")[-1]
    return (base,) if last[:1].isupper() else (Element(base),)


def keys_of(item: Mapping) -> Value:
    """What iterating over a dict gives."""
    keys = [text_of(k, Origin("", 0, 0, "dict-entry")) for k, _ in item.entries if isinstance(k, str)]
    return tuple(keys) if keys and item.rest is None else (*keys, *unknown(item.rest or "a key of an empty dict"))


# -- environment ----------------------------------------------------------------------------------------------------


def environment(ev: Evaluator, name: Value, default: Value, expr: ir.Expr, frame: Frame) -> Value:
    """An environment variable: its default in the code, what an example file says, else unknown."""
    names = exact_texts(name)
    known = tuple(i for i in default if not (isinstance(i, Constant) and i.value is None))
    if known:
        return tuple(_env_default(i) for i in known)
    found = [v for n in names if (v := datafiles.example_variable(ev.project, n, frame.module)) is not None]
    if found:
        return union(*found)
    label = f"`{names[0]}`" if names else "of a name that is not known"
    return unknown(f"environment variable {label} has no default in the code")


def _env_default(item: Alternative) -> Alternative:
    from promptlint.link.names import strings_relabel

    relabelled: Alternative = strings_relabel(item, "env-default", True)
    return relabelled


def _getenv(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    if not args:
        return unknown("an environment variable")
    default = next(
        (a.value for a in args if a.name == "default"), args[1].value if len(args) > 1 and not args[1].name else ()
    )
    return environment(ev, args[0].value, default, site or ir.Const(None, frame.module.index.units[0].span), frame)


def _modules(ev: Evaluator, names: Value, frame: Frame) -> Value:
    """The modules of the project with these dotted names."""
    project = ev.project
    found: list[Alternative] = []
    for name in exact_texts(names):
        path = project.find(frame.module, name.lstrip("."), int(name.startswith(".")))
        if name == frame.module.name:
            path = frame.module.path
        module = project.module(path) if path is not None else None
        if module is not None:
            found.append(ModuleValue(module))
    return tuple(found)


def _import_module(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    return (_modules(ev, args[0].value, frame) or None) if args else None


# -- text and data --------------------------------------------------------------------------------------------------


def _texts(ev: Evaluator, args: tuple[Argument, ...], change: Callable[[Text], Text]) -> Value:
    value = args[0].value if args else ()
    return tuple(change(item) if isinstance(item, Text) else item for item in value)


def _dedent(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    return _texts(ev, args, textmethods.dedent)


def _cleandoc(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    return _texts(ev, args, textmethods.cleandoc)


def _same(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    return args[0].value if args else ()


def _str(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    if not args:
        return None
    expr = args[0].expr
    value = args[0].value
    if expr is None or not all(isinstance(i, (Text, Constant)) for i in value):
        return value if value and all(isinstance(i, (Text, *OPAQUE)) for i in value) else None
    return tuple(Text(parts_of(ev, i, expr, frame)) for i in value)


def _list(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    if not args:
        return (Listing(()),)
    found = [_as_list(item) for item in args[0].value]
    return tuple(f for f in found if f is not None) if all(f is not None for f in found) else None


def _as_list(item: Alternative) -> Alternative | None:
    if isinstance(item, Listing):
        return item
    return Listing(tuple(Item((k,)) for k in keys_of(item)), item.rest) if isinstance(item, Mapping) else None


def _dict(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    result = Mapping(())
    for arg in args:
        if arg.name is not None:
            result = mutate.with_entry(result, arg.name, arg.value)
        else:
            result = mutate.merged(result, arg.value)
    return (result,)


def _getattr(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    from promptlint.link import attributes

    if len(args) < 2 or site is None:
        return None
    names = exact_texts(args[1].value)
    if not names:
        return None
    with ev.mode(True):
        base = args[0].value
    default = args[2].value if len(args) > 2 else ()
    found = union(*(attributes.get(ev, item, name, frame, site.span) for item in base for name in names))
    known = tuple(i for i in found if not isinstance(i, Unknown))
    return union(known, default) if known or default else found


def _enumerate(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    element = ev.elements(args[0].value) if args else ()
    return (Listing((Item((Listing((Item(unknown("a counter")), Item(element))),), True),)),)


def _zip(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    items = tuple(Item(ev.elements(arg.value)) for arg in args)
    return (Listing((Item((Listing(items),), True),)),)


def _dumps(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    if not args or args[0].expr is None:
        return None
    return dumping.dumped(ev, args, frame)


def _as_dict(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``asdict(instance)``: its fields by name."""
    value = args[0].value if args else ()
    made = [fields_of(ev, item) for item in value if isinstance(item, Instance)]
    return tuple(made) if made and len(made) == len(value) else None


def fields_of(ev: Evaluator, item: Instance) -> Mapping:
    """The fields of an instance as a dict."""

    names = classes.field_names(ev, item.ref)
    return Mapping(tuple((name, instances.of_instance(ev, item, name)) for name in names))


def _gather(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    return (
        Listing(
            tuple(Item(a.value) for a in args if not a.star and a.name is None),
            "gathered" if any(a.star for a in args) else None,
        ),
    )


def _partial(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    from promptlint.link.values import Function

    if not args:
        return None
    with ev.mode(True):
        callee = args[0].value
    functions = [f for f in callee if isinstance(f, Function)]
    return tuple(Function(f.ref, f.receiver, (*f.given, *args[1:])) for f in functions) or None


def _instance_of(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``cast(Type, value)``."""
    return args[1].value if len(args) > 1 else ()


# -- paths and files ------------------------------------------------------------------------------------------------


def _path(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    if not args:
        return (text_of(".", Origin(frame.module.path, 1, 1, "literal")),)
    return _path_join(ev, args, frame, site)


def _path_join(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    values = [arg.value for arg in args if not arg.star and arg.name is None]
    if not values:
        return None
    result = values[0]
    for more in values[1:]:
        result = _joined(result, more)
    return result or unknown("a path that is not known")


def _joined(left: Value, right: Value) -> Value:
    results: list[Alternative] = []
    for a in left:
        for b in right:
            if isinstance(a, Text) and isinstance(b, Text) and a.exact is not None and b.exact is not None:
                results.append(text_of(posixpath.join(a.exact, b.exact), _first_origin(b) or _first_origin(a)))
    return tuple(results[:16])


def _first_origin(item: Text) -> Origin:
    for part in item.parts:
        if hasattr(part, "origin"):
            origin: Origin = part.origin
            return origin
    return Origin("", 0, 0, "literal")


def join_paths(ev: Evaluator, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``path / "name"``."""
    return _joined(left, right) or unknown("a path that is not known")


def _dirname(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    name = single_text(args[0].value) if args else None
    return (text_of(os.path.dirname(name), Origin(frame.module.path, 1, 1, "literal")),) if name is not None else None


def _getcwd(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    return (text_of("", Origin(frame.module.path, 1, 1, "literal")),)


def _open(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    names = exact_texts(args[0].value) if args else ()
    mode = single_text(args[1].value) if len(args) > 1 and args[1].name is None else "r"
    if not names or (mode and set(mode) & set("wax")):
        return None
    found = [f for n in names if (f := datafiles.opened(ev, n, frame))]
    return tuple(found) or None


def _read(
    ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    if isinstance(callee.base, datafiles.FILE_TYPES):
        return datafiles.content(ev, callee.base, frame)
    return None


def _get(ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``settings.get("model", "gpt-4o")`` of a dict that is not known: what is in it, or the default."""
    if len(args) != 2 or args[0].star or args[1].star or args[1].name not in (None, "default"):
        return None
    key = single_text(args[0].value)
    if key is None or not key.replace("-", "_").replace(".", "_").isidentifier():
        return None
    default = tuple(i for i in args[1].value if isinstance(i, Text) and i.exact != "")
    if not default:
        return None
    from promptlint.link import calls

    return union(default, (calls.outside_result(ev, callee, args, frame, site),))


def container_method(ev: Evaluator, base: Listing | Mapping, name: str, args: tuple[Argument, ...]) -> Value:
    """What a method of a list or dict returns."""
    if isinstance(base, Mapping):
        return _dict_method(ev, base, name, args)
    if name in ("copy",):
        return (base,)
    if name == "pop":
        return union(*(i.value for i in base.items)) if base.items else unknown("an element of a list")
    return unknown(f".{name}() of a list")


def _dict_method(ev: Evaluator, base: Mapping, name: str, args: tuple[Argument, ...]) -> Value:
    if name in ("get", "pop", "setdefault") and args:
        return _dict_get(ev, base, args)
    if name in ("copy", "model_dump", "dict"):
        return (base,)
    if name == "values":
        return (Listing(tuple(Item(v) for _, v in base.entries), base.rest),)
    if name == "keys":
        return (Listing(tuple(Item((k,)) for k in keys_of(base))),)
    if name == "items":
        pairs = tuple(Item((Listing((Item(_key_value(k)), Item(v))),)) for k, v in base.entries)
        return (Listing(pairs, base.rest),)
    return unknown(f".{name}() of a dict")


def _key_value(key: object) -> Value:
    origin = Origin("", 0, 0, "dict-entry")
    if isinstance(key, str):
        return (text_of(key, origin),)
    return (Constant(key, origin),) if isinstance(key, (int, float, bool, type(None))) else unknown("a key")


def _dict_get(ev: Evaluator, base: Mapping, args: tuple[Argument, ...]) -> Value:
    default = args[1].value if len(args) > 1 else ()
    more = unknown(base.rest) if base.rest else ()
    keys = [mutate.constant_key((k,)) for k in args[0].value]
    if keys and all(keys):
        found = [base.get(k[0]) for k in keys if k is not None]
        hits = [f for f in found if f is not None]
        if len(hits) == len(found):
            return union(*hits)
        return union(*hits, default, more) or unknown("there is no such key")
    everything = union(*(v for _, v in base.entries)) if base.entries else ()
    if not everything and not more:
        more = unknown("the key is not known")
    return union(everything, default, more)


MODELS: dict[str, Callable[[Evaluator, tuple[Argument, ...], Frame, ir.Call | None], Value | None]] = {
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.setdefault": _getenv,
    "decouple.config": _getenv,
    "environs.Env().str": _getenv,
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _cleandoc,
    "textwrap.fill": _same,
    "str": _str,
    "list": _list,
    "tuple": _list,
    "sorted": _list,
    "reversed": _list,
    "set": _list,
    "dict": _dict,
    "getattr": _getattr,
    "importlib.import_module": _import_module,
    "__import__": _import_module,
    "enumerate": _enumerate,
    "zip": _zip,
    "json.dumps": _dumps,
    "typing.cast": _instance_of,
    "asyncio.run": _same,
    "asyncio.gather": _gather,
    "asyncio.wait_for": _same,
    "asyncio.create_task": _same,
    "asyncio.ensure_future": _same,
    "asyncio.shield": _same,
    "nest_asyncio.apply": _same,
    "dataclasses.asdict": _as_dict,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "functools.partial": _partial,
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "os.path.join": _path_join,
    "os.path.abspath": _same,
    "os.path.realpath": _same,
    "os.path.expanduser": _same,
    "os.fspath": _same,
    "os.path.dirname": _dirname,
    "os.getcwd": _getcwd,
    "pathlib.Path.cwd": _getcwd,
    "open": _open,
    "io.open": _open,
    "codecs.open": _open,
    "aiofiles.open": _open,
    "yaml.safe_load": datafiles.yaml_load,
    "yaml.load": datafiles.yaml_load,
    "yaml.full_load": datafiles.yaml_load,
    "json.load": datafiles.json_load,
    "json.loads": datafiles.json_load,
    "toml.load": datafiles.toml_load,
    "tomllib.load": datafiles.toml_load,
    "tomllib.loads": datafiles.toml_load,
    "tomli.load": datafiles.toml_load,
    "frontmatter.load": promptfiles.named_file,
    "frontmatter.loads": promptfiles.loaded,
    "string.Template": templates.string_template,
    "jinja2.Template": templates.jinja_template,
    "jinja2.Environment().from_string": templates.jinja_template,
    "jinja2.Environment().get_template": templates.jinja_file,
    "jinja2.sandbox.SandboxedEnvironment().from_string": templates.jinja_template,
    "importlib.resources.read_text": datafiles.resource_text,
    "importlib.resources.files": datafiles.resource_folder,
}


def _dumped(
    ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """``instance.model_dump()``: its fields by name."""
    return (fields_of(ev, callee.base),) if isinstance(callee.base, Instance) else None


METHODS: dict[str, Callable[[Evaluator, Member, tuple[Argument, ...], Frame, ir.Call | None], Value | None]] = {
    "read": _read,
    "get": _get,
    "model_dump": _dumped,
    "dict": _dumped,
    "_asdict": _dumped,
}
