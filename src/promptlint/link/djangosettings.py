"""``django.conf.settings``: the names of the project's settings modules.

Source: https://docs.djangoproject.com/en/stable/topics/settings/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link import names
from promptlint.link.values import union

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Value

SETTINGS = "django.conf.settings"
_MARK = "INSTALLED_APPS"
"""What every settings module of a project sets."""


def setting(ev: Evaluator, name: str) -> Value:
    """What the project's settings modules set a name to; the empty value where none does."""
    if not name.isupper():
        return ()
    found = [
        names.module_name(ev, module, name)
        for module in ev.project.modules_mentioning(_MARK)
        if any(_MARK in unit.binds for unit in module.index.units)
    ]
    return union(*found) if found else ()
