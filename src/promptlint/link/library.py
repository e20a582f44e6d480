"""Models of the standard library and of a few common packages: what their calls give without running them."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    access,
    builtin,
    changed,
    containers,
    datafiles,
    environment,
    filesystem,
    orders,
    promptfiles,
    sessions,
    templates,
)
from promptlint.link.interfaces import catalogue as interfaces
from promptlint.link.values import Argument, Element, Member, Symbol, single_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def call(
    ev: Evaluator, callee: Alternative, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """What a modelled library call gives; None when it is not modelled.

    ``requests.get(...)`` is a function of a module, ``flask.request.json.get(...)`` the method of an object in it.
    """
    path = access.path_of(callee)
    kept = sessions.called(ev, callee, args)
    if kept:
        return kept
    if isinstance(callee, Member) and callee.name in METHODS:
        found = METHODS[callee.name](ev, callee, args, frame, site)
        if found is not None:
            return found
    if path is None or path.startswith(interfaces.CALLED_ROOTS):
        return interfaces.called(ev, callee, args) or None
    model = MODELS.get(path.removeprefix("builtins."))
    if model is not None:
        return model(ev, args, frame, site)
    of_object = path.endswith(".get") and path.count(".") > 1
    return containers.entry_or_default(ev, callee, args, frame, site) if of_object else None


def subscript(ev: Evaluator, base: Symbol, index: Value, expr: ir.Sub, frame: Frame) -> Value:
    """``os.environ["X"]``, a generic type, or an element of a library object."""
    if base.path == "os.environ":
        return environment.variable(ev, index, (), expr, frame)
    if base.path == "sys.modules":
        return builtin.modules(ev, index, frame) or (Element(base),)
    kept = sessions.entry(ev, base, single_text(index) or "")
    if kept:
        return kept
    last = base.path.split(".")[-1]
    return (base,) if last[:1].isupper() else (Element(base),)


MODELS: dict[str, Callable[[Evaluator, tuple[Argument, ...], Frame, ir.Call | None], Value | None]] = {
    "os.getenv": environment.getenv,
    "os.environ.get": environment.getenv,
    "os.environ.setdefault": environment.getenv,
    "decouple.config": environment.getenv,
    "environs.Env().str": environment.getenv,
    "textwrap.dedent": builtin.dedent,
    "inspect.cleandoc": builtin.cleandoc,
    "textwrap.fill": partial(builtin.laid_out, textwrap.fill),
    "textwrap.indent": partial(builtin.laid_out, textwrap.indent),
    "textwrap.shorten": partial(builtin.laid_out, textwrap.shorten),
    "dynaconf.Dynaconf": datafiles.dynaconf,
    "dynaconf.LazySettings": datafiles.dynaconf,
    "importlib.resources.open_text": datafiles.resource_file,
    "importlib.resources.as_file": builtin.same,
    "pkgutil.get_data": datafiles.resource_text,
    "str": builtin.as_text,
    "list": builtin.as_list,
    "tuple": builtin.as_list,
    "sorted": orders.ordered,
    "reversed": orders.reordered,
    "iter": builtin.as_list,
    "itertools.cycle": builtin.as_list,
    "next": builtin.element,
    "set": builtin.as_list,
    "dict": builtin.as_mapping,
    "getattr": builtin.attribute,
    "importlib.import_module": builtin.import_module,
    "__import__": builtin.import_module,
    "enumerate": orders.enumerated,
    "zip": orders.zipped,
    "json.dumps": builtin.dumps,
    "typing.cast": builtin.instance_of,
    "asyncio.run": builtin.same,
    "asyncio.gather": builtin.gather,
    "asyncio.wait_for": builtin.same,
    "asyncio.create_task": builtin.same,
    "asyncio.ensure_future": builtin.same,
    "asyncio.shield": builtin.same,
    "nest_asyncio.apply": builtin.same,
    "dataclasses.asdict": builtin.as_dict,
    "dataclasses.replace": changed.replaced,
    "copy.replace": changed.replaced,
    "attr.evolve": changed.replaced,
    "attrs.evolve": changed.replaced,
    "copy.copy": builtin.same,
    "copy.deepcopy": builtin.same,
    "functools.partial": builtin.partial,
    "pathlib.Path": filesystem.path,
    "pathlib.PurePath": filesystem.path,
    "os.path.join": filesystem.path_join,
    "os.path.abspath": builtin.same,
    "os.path.realpath": builtin.same,
    "os.path.expanduser": builtin.same,
    "os.path.expandvars": builtin.same,
    "os.fspath": builtin.same,
    "os.path.dirname": filesystem.dirname,
    "os.getcwd": filesystem.getcwd,
    "pathlib.Path.cwd": filesystem.getcwd,
    "open": filesystem.opened,
    "io.open": filesystem.opened,
    "codecs.open": filesystem.opened,
    "aiofiles.open": filesystem.opened,
    "yaml.safe_load": datafiles.yaml_load,
    "yaml.load": datafiles.yaml_load,
    "yaml.full_load": datafiles.yaml_load,
    "ruamel.yaml.YAML().load": datafiles.yaml_load,
    "ruamel.yaml.safe_load": datafiles.yaml_load,
    "ruamel.yaml.load": datafiles.yaml_load,
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
    "pkg_resources.resource_filename": datafiles.resource_path,
}


METHODS: dict[str, Callable[[Evaluator, Member, tuple[Argument, ...], Frame, ir.Call | None], Value | None]] = {
    "read": filesystem.read_whole,
    "get": containers.entry_or_default,
    "model_dump": builtin.dumped,
    "dict": builtin.dumped,
    "_asdict": builtin.dumped,
    "_replace": changed.copied,
    "model_copy": changed.copied,
    "copy": changed.copied,
}
