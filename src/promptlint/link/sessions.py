"""Session stores of user interfaces: what the program keeps under a key for one user, set in any function of it.

Sources: https://docs.streamlit.io/develop/api-reference/caching-and-state/st.session_state and
https://docs.chainlit.io/concepts/user-session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import assigned, sites
from promptlint.link.interfaces import catalogue as interfaces
from promptlint.link.interfaces import streamlit
from promptlint.link.scope import last_name
from promptlint.link.values import Constant, Listing, Symbol, single_text, union, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Argument, Value

STORES = {"streamlit.session_state": streamlit.PACKAGE, "chainlit.user_session": ""}
"""The stores, each with the package whose input elements keep what they hold in it under their ``key``."""
READING = ("get", "setdefault", "pop")
WRITING = ("set", "setdefault")
MORE = "more may be added while the session lasts"


def entry(ev: Evaluator, store: str, key: str) -> Value:
    """What the program stores under a key; the empty value for what is no store, and where nothing is stored."""
    if store not in STORES:
        return ()
    memo = ("session", store, key)
    if memo in ev.lookups:
        return ev.lookups[memo] or ()
    ev.lookups[memo] = None
    with ev.mode(True):
        found = [ev.eval(expr, frame) for expr, frame in _stored(ev, store).get(key, ())]
    value = tuple([_growing(item) for item in union(*found) if not _is_none(item)]) if found else ()
    ev.lookups[memo] = value
    return value


def called(ev: Evaluator, path: str, args: tuple[Argument, ...]) -> Value:
    """What ``store.get(key)`` and its like give, a default included; the empty value for all other calls."""
    store, _, method = path.rpartition(".")
    if store not in STORES or method not in READING or not args or args[0].star:
        return ()
    key = single_text(args[0].value)
    found = entry(ev, store, key) if key is not None else ()
    default = args[1].value if len(args) > 1 and not args[1].star else ()
    known = tuple([item for item in default if not _is_none(item)])
    return union(found, known) if found or not known else union(known, unknown("the session may hold something else"))


def _growing(item: Alternative) -> Alternative:
    return Listing(item.items, item.rest or MORE) if isinstance(item, Listing) else item


def _is_none(item: Alternative) -> bool:
    return isinstance(item, Constant) and item.value is None


def _stored(ev: Evaluator, store: str) -> dict[str, list[tuple[ir.Expr, Frame]]]:
    """What is stored anywhere in the project, by key."""
    if store not in ev.sessions:
        found: dict[str, list[tuple[ir.Expr, Frame]]] = {}
        ev.sessions[store] = found
        for module in ev.project.modules_mentioning(store.rpartition(".")[2]):
            for key, expr, frame in _of_module(ev, module, store):
                found.setdefault(key, []).append((expr, frame))
    return ev.sessions[store]


def _of_module(ev: Evaluator, module: Module, store: str) -> Iterator[tuple[str, ir.Expr, Frame]]:
    last = store.rpartition(".")[2]
    names = {last, *(item.bound for item in module.index.imports if item.name == last)}
    elements = interfaces.CALLED_NAMES if STORES[store] else frozenset()
    for unit in module.index.units:
        if unit.kind == "import" or not (names & unit.reads or elements & unit.calls):
            continue
        for stmt, frame in assigned.assignments(ev, module, unit) if names & unit.reads else ():
            for target in stmt.targets if stmt.value is not None else ():
                key = _key_of(target)
                if key is not None and stmt.value is not None and _is_store(ev, target, frame, store):
                    yield key, stmt.value, frame
        for site in sites.of_unit(ev, module, unit):
            yield from _set_by(ev, site, store, elements)


def _set_by(
    ev: Evaluator, site: sites.Site, store: str, elements: frozenset[str]
) -> Iterator[tuple[str, ir.Expr, Frame]]:
    """What a call stores: ``store.set(key, value)``, or an input element with a ``key``."""
    call, name = site.call, last_name(site.call.func)
    if name in WRITING and len(call.args) == 2 and isinstance(call.func, ir.Attr):
        key = _text(call.args[0].value)
        if key is not None and not call.args[1].star and _is_store(ev, call.func, site.frame, store):
            yield key, call.args[1].value, site.frame
    elif name in elements:
        key = next((_text(arg.value) for arg in call.args if arg.name == "key"), None)
        made = ev.expanded(call.func, site.frame) if key is not None else ()
        if key is not None and any(interfaces.package_of(item) == STORES[store] for item in made):
            yield key, call, site.frame


def _key_of(target: ir.Expr) -> str | None:
    """The key of ``store.key`` or ``store["key"]``."""
    if isinstance(target, ir.Attr):
        return target.name
    return _text(target.index) if isinstance(target, ir.Sub) else None


def _text(expr: ir.Expr) -> str | None:
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else None


def _is_store(ev: Evaluator, target: ir.Expr, frame: Frame, store: str) -> bool:
    if not isinstance(target, (ir.Attr, ir.Sub)):
        return False
    return any(isinstance(item, Symbol) and item.path == store for item in ev.expanded(target.value, frame))
