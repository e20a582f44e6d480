"""Stores of frameworks: what a program keeps under a name for a session, a request or the whole application.

It is set in one function and read in another, through an object that the framework hands to both. Sources:
https://docs.streamlit.io/develop/api-reference/caching-and-state/st.session_state,
https://docs.chainlit.io/concepts/user-session, https://www.starlette.io/applications/ (storing state on the app
instance), https://flask.palletsprojects.com/en/stable/config/, https://docs.aiohttp.org/en/stable/web_advanced.html
(data sharing), https://docs.slack.dev/tools/bolt-python/concepts/context/ and
https://docs.python-telegram-bot.org/en/stable/telegram.ext.callbackcontext.html.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import access, assigned, containers, sites
from promptlint.link.interfaces import catalogue as interfaces
from promptlint.link.interfaces import streamlit
from promptlint.link.scope import last_name
from promptlint.link.shape import blocks
from promptlint.link.values import (
    Constant,
    Listing,
    Mapping,
    Member,
    Result,
    Symbol,
    exact_texts,
    single_text,
    union,
    unknown,
)
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Argument, Value


@record
class Store:
    """``paths`` are the ways to reach it, ``name`` the word that all of them hold and stores are looked for by.

    Input elements of ``package`` keep what they hold in it under their ``key``.
    """

    name: str
    paths: frozenset[str]
    package: str = ""


@record(eq=False)
class Stored:
    """What may be stored under a key; ``into`` must be the store, or with ``by_element`` an input element.

    That is looked at only once somebody reads the key: to evaluate it may in turn need what is stored under others.
    """

    key: str | None
    value: ir.Expr
    frame: Frame
    into: ir.Expr
    by_element: bool = False


def _paths(roots: tuple[str, ...], ends: tuple[str, ...]) -> frozenset[str]:
    return frozenset(root + end for root, end in product(roots, ends))


_APPLICATIONS = ("fastapi.FastAPI()", "fastapi.applications.FastAPI()", "starlette.applications.Starlette()")
_REQUESTS = tuple(
    f"{module}.{name}()"
    for module in ("fastapi", "fastapi.requests", "starlette.requests", "starlette.websockets")
    for name in ("Request", "WebSocket", "HTTPConnection")
)
_TELEGRAM = (
    "telegram.ext.CallbackContext()",
    "telegram.ext.ContextTypes.DEFAULT_TYPE()",
    "telegram.ext.Application()",
)
STORES = (
    Store("session_state", frozenset({"streamlit.session_state"}), streamlit.PACKAGE),
    Store("user_session", frozenset({"chainlit.user_session"})),
    Store("state", _paths(_APPLICATIONS, (".state",)) | _paths(_REQUESTS, (".app.state",))),
    Store("state", _paths(_REQUESTS, (".state",))),
    Store("config", _paths(("flask.Flask()", "flask.current_app", "quart.Quart()", "quart.current_app"), (".config",))),
    Store("g", frozenset({"flask.g", "quart.g"})),
    Store("app", frozenset({"aiohttp.web.Application()", "aiohttp.web.Request().app"})),
    Store("context", _paths(("slack_bolt.", "slack_bolt.context.", "slack_bolt.context.context."), ("BoltContext()",))),
    *(Store(name, _paths(_TELEGRAM, (f".{name}",))) for name in ("bot_data", "chat_data", "user_data")),
)
_BY_PATH = {path: store for store in STORES for path in store.paths}
_LAST = frozenset(path.rpartition(".")[2] for path in _BY_PATH)
"""The last steps of their paths, to tell other values at once."""
READING = ("get", "setdefault", "pop")
WRITING = ("set", "setdefault")
FILLING = ("update", "from_mapping")
"""Methods that store each of their named arguments."""
MORE = "more may be added while the session lasts"


def store_of(item: Alternative) -> Store | None:
    """The store that a value of a library is, None for all others."""
    if isinstance(item, Symbol):
        return _BY_PATH.get(item.path)
    return _BY_PATH.get(access.path_of(item) or "") if _last_step(item) in _LAST else None


def _last_step(item: Alternative) -> str | None:
    if isinstance(item, Result):
        return f"{_last_step(item.callee)}()"
    if isinstance(item, Symbol):
        return item.path.rpartition(".")[2]
    return item.name if isinstance(item, Member) else None


def entry(ev: Evaluator, item: Alternative, key: str) -> Value:
    """What the program stores under a key; the empty value for what is no store, and where nothing is stored."""
    store = store_of(item)
    return _entry(ev, store, key) if store is not None else ()


def _entry(ev: Evaluator, store: Store, key: str) -> Value:
    memo = ("session", id(store), key)
    if memo in ev.lookups:
        return ev.lookups[memo] or ()
    ev.lookups[memo] = None
    with ev.mode(True):
        stored = _stored(ev, store)
        found = [ev.eval(kept.value, kept.frame) for kept in stored.get(key, ()) if _is_kept(ev, kept, store)]
        for kept in stored.get(None, ()):
            if (value := _looked_up(ev, kept.value, key, kept.frame)) and _is_kept(ev, kept, store):
                found.append(value)
    value = tuple([_growing(item) for item in union(*found) if not _is_none(item)]) if found else ()
    ev.lookups[memo] = value
    return value


def called(ev: Evaluator, callee: Alternative, args: tuple[Argument, ...]) -> Value:
    """What ``store.get(key)`` and its like give, a default included; the empty value for all other calls."""
    base, method = _method(callee)
    store = store_of(base) if base is not None and method in READING and args and not args[0].star else None
    if store is None:
        return ()
    key = single_text(args[0].value)
    found = _entry(ev, store, key) if key is not None else ()
    default = args[1].value if len(args) > 1 and not args[1].star else ()
    known = tuple([item for item in default if not _is_none(item)])
    return union(found, known) if found or not known else union(known, unknown("the session may hold something else"))


def _method(callee: Alternative) -> tuple[Alternative | None, str]:
    """What a method is called on, and its name."""
    if isinstance(callee, Member):
        return callee.base, callee.name
    if isinstance(callee, Symbol):
        path, _, name = callee.path.rpartition(".")
        return (Symbol(path), name) if name in READING else (None, "")
    return None, ""


def _growing(item: Alternative) -> Alternative:
    return Listing(item.items, item.rest or MORE) if isinstance(item, Listing) else item


def _is_none(item: Alternative) -> bool:
    return isinstance(item, Constant) and item.value is None


def _stored(ev: Evaluator, store: Store) -> dict[str | None, list[Stored]]:
    """What may be stored anywhere in the project, by key; under None the dicts whose entries all are."""
    if id(store) not in ev.sessions:
        found: dict[str | None, list[Stored]] = {}
        for module in ev.project.modules_mentioning(store.name):
            for stored in _of_module(ev, module, store):
                found.setdefault(stored.key, []).append(stored)
        ev.sessions[id(store)] = found
    return ev.sessions[id(store)]


def _of_module(ev: Evaluator, module: Module, store: Store) -> Iterator[Stored]:
    names = {store.name, *(item.bound for item in module.index.imports if item.name == store.name)}
    elements = interfaces.CALLED_NAMES if store.package else frozenset()
    for unit in module.index.units:
        if unit.kind == "import" or not (names & unit.reads or elements & unit.calls):
            continue
        if names & unit.reads:
            for stmt, frame in assigned.assignments(ev, module, unit):
                yield from _assigned(stmt, frame)
            for loop, frame in assigned.of_kind(ir.Loop, ev, module, unit):
                yield from _copied(loop, frame)
        for site in sites.of_unit(ev, module, unit):
            yield from _set_by(site, elements)


def _assigned(stmt: ir.Assign, frame: Frame) -> Iterator[Stored]:
    """``store.key = value`` and ``store["key"] = value``."""
    for target in stmt.targets if stmt.value is not None else ():
        key = _key_of(target)
        if key is not None and stmt.value is not None and isinstance(target, (ir.Attr, ir.Sub)):
            yield Stored(key, stmt.value, frame, target.value)


def _copied(loop: ir.Loop, frame: Frame) -> Iterator[Stored]:
    """``for key, value in entries.items(): store[key] = value``, be it under a condition."""
    pair = loop.target.items if isinstance(loop.target, ir.Seq) else ()
    method = loop.iter.func if isinstance(loop.iter, ir.Call) else None
    if len(pair) != 2 or not isinstance(method, ir.Attr) or method.name != "items":
        return
    for stmt in _within(loop.body):
        for target in stmt.targets if _same(stmt.value, pair[1]) else ():
            if isinstance(target, ir.Sub) and _same(target.index, pair[0]):
                yield Stored(None, method.value, frame, target.value)


def _set_by(site: sites.Site, elements: frozenset[str]) -> Iterator[Stored]:
    """What ``store.set(key, value)``, ``store.update(key=value)`` or an input element with a ``key`` stores."""
    call, name = site.call, last_name(site.call.func)
    if name in WRITING and len(call.args) == 2 and isinstance(call.func, ir.Attr):
        key = _text(call.args[0].value)
        if key is not None and not call.args[1].star:
            yield Stored(key, call.args[1].value, site.frame, call.func.value)
    elif name in FILLING and isinstance(call.func, ir.Attr):
        yield from (Stored(arg.name, arg.value, site.frame, call.func.value) for arg in call.args)
    elif name in elements:
        key = next((_text(arg.value) for arg in call.args if arg.name == "key"), None)
        if key is not None:
            yield Stored(key, call, site.frame, call.func, True)


def _is_kept(ev: Evaluator, stored: Stored, store: Store) -> bool:
    """Whether it is that store that keeps it."""
    into = ev.expanded(stored.into, stored.frame)
    if stored.by_element:
        return any(interfaces.package_of(item) == store.package for item in into)
    return any(store_of(item) is store for item in into)


def _within(stmts: tuple[ir.Stmt, ...]) -> Iterator[ir.Assign]:
    for stmt in stmts:
        if isinstance(stmt, ir.Assign):
            yield stmt
        for block in blocks(stmt):
            yield from _within(block)


def _same(left: ir.Expr | None, right: ir.Expr) -> bool:
    return isinstance(left, ir.Name) and isinstance(right, ir.Name) and left.id == right.id


def _looked_up(ev: Evaluator, entries: ir.Expr, key: str, frame: Frame) -> Value:
    """The entry of a dict that is known to have one under the key; the empty value for all others."""
    known = [item for item in ev.eval(entries, frame) if isinstance(item, Mapping)]
    if not any(name == key for item in known for name in exact_texts(containers.keys_of(item))):
        return ()
    looked_up = ir.Sub(entries, ir.Const(key, entries.span), entries.span)
    ev.keep.append((looked_up, frame))
    return ev.eval(looked_up, frame)


def _key_of(target: ir.Expr) -> str | None:
    """The key of ``store.key`` or ``store["key"]``."""
    if isinstance(target, ir.Attr):
        return target.name
    return _text(target.index) if isinstance(target, ir.Sub) else None


def _text(expr: ir.Expr) -> str | None:
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else None
