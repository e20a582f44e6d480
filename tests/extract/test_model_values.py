"""The model of a request from every place that projects keep it in, and why it is not known elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import asked

KNOWN: dict[str, tuple[str, str, list[str]]] = {
    "literal": ("", '"gpt-4o"', ["gpt-4o"]),
    "constant": ('MODEL = "gpt-4o"\n', "MODEL", ["gpt-4o"]),
    "constant through two names": ('A = "gpt-4o"\nB = A\n', "B", ["gpt-4o"]),
    "property of a base through super": (
        "class A:\n    @property\n    def model(self):\n        return 'gpt-4o'\n"
        "class B(A):\n    @property\n    def model(self):\n        return super().model + '-mini'\n",
        "B().model", ["gpt-4o-mini"],
    ),
    "copy of a dataclass": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass S:\n    model: str = 'o3'\n    size: str = 'mini'\n"
        "s = replace(S(size='nano'), model='gpt-4o')\n", "f'{s.model}-{s.size}'", ["gpt-4o-nano"],
    ),
    "copy of a copy": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass S:\n    model: str = 'o3'\n    size: str = 'mini'\n"
        "s = replace(replace(S(), size='nano'), model='gpt-4o')\n", "f'{s.model}-{s.size}'", ["gpt-4o-nano"],
    ),
    "copy of an attrs class": (
        "import attrs\n@attrs.define\nclass S:\n    model: str = 'o3'\ns = attrs.evolve(S(), model='gpt-4o')\n",
        "s.model", ["gpt-4o"],
    ),
    "copy of a named tuple": (
        "from typing import NamedTuple\nclass S(NamedTuple):\n    model: str\n    size: str = 'mini'\n"
        "s = S('o3')._replace(model='gpt-4o')\n", "f'{s.model}-{s.size}'", ["gpt-4o-mini"],
    ),
    "copy of a pydantic model": (
        "from pydantic import BaseModel\nclass S(BaseModel):\n    model: str = 'o3'\n    def name(self):\n"
        "        return self.model + '-mini'\ns = S().model_copy(update={'model': 'gpt-4o'})\n", "s.name()", ["gpt-4o-mini"],
    ),
    "member by name": (
        "import enum\nclass M(enum.Enum):\n    A = 'gpt-4o'\n    B = 'o3'\n", "M['A'].value", ["gpt-4o"],
    ),
    "member by a name that is not known": (
        "import enum, sys\nclass M(enum.Enum):\n    A = 'gpt-4o'\n    B = 'o3'\n", "M[sys.argv[1]].value", ["gpt-4o", "o3"],
    ),
    "member by value": (
        "import enum\nclass M(str, enum.Enum):\n    A = 'gpt-4o'\n    B = 'o3'\n", "M('o3').value", ["o3"],
    ),
    "f-string": ('SIZE = "mini"\n', 'f"gpt-4o-{SIZE}"', ["gpt-4o-mini"]),
    "getenv": ("import os\n", 'os.getenv("MODEL", "gpt-4o")', ["gpt-4o"]),
    "environ.get": ("import os\n", 'os.environ.get("MODEL", "gpt-4o")', ["gpt-4o"]),
    "getenv or": ("import os\n", 'os.getenv("MODEL") or "gpt-4o"', ["gpt-4o"]),
    "getenv, default by name": ("from os import getenv\n", 'getenv("MODEL", default="gpt-4o")', ["gpt-4o"]),
    "conditional": ("import os\n", '"gpt-4o" if os.name else "gpt-4.1"', ["gpt-4o", "gpt-4.1"]),
    "settings read by name in a loop": (
        'class config:\n    SIZE = "mini"\n    MODEL = "gpt-4o"\n'
        "def read(*names):\n    found = []\n    for name in names:\n        found.append(getattr(config, name))\n"
        "    return found[0] if len(found) == 1 else found\n"
        'SIZE, MODEL = read("SIZE", "MODEL")\nONE = read("MODEL")\n', "f'{ONE}-{SIZE}'", ["gpt-4o-mini"],
    ),
    "settings read by name, several at once": (
        'class config:\n    SIZE = "mini"\n    MODEL = "gpt-4o"\n'
        "def read(*names):\n    found = []\n    for name in names:\n        found.append(getattr(config, name))\n"
        "    if len(found) == 1:\n        return found[0]\n    return found\n"
        'SIZE, MODEL = read("SIZE", "MODEL")\n', "MODEL", ["gpt-4o"],
    ),
    "a setting without a default, or a name": (
        "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    m: str | None = None\n    n: str = 'o3'\ns = S()\n",
        "(s.m or 'gpt-4o')", ["gpt-4o"],
    ),
    "a setting without a default in a text": (
        "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    m: str | None = None\ns = S()\n",
        "'gpt-' + (s.m or '4o')", ["gpt-4o"],
    ),
    "set by a method that is replaced": (
        "class A:\n    def __init__(self):\n        self.prepare()\n    def prepare(self):\n        self.m = 'gpt-4o'\n"
        "class B(A):\n    def prepare(self):\n        self.m = 'o3'\n", "B().m", ["o3"],
    ),
    "set by a method that is extended": (
        "class A:\n    def __init__(self):\n        self.prepare()\n    def prepare(self):\n        self.m = {'a': 'gpt-4o'}\n"
        "class B(A):\n    def prepare(self):\n        super().prepare()\n        self.m['b'] = 'o3'\n", "B().m['b']", ["o3"],
    ),
    "one of a list, in turn": ("from itertools import cycle\nturns = cycle(['gpt-4o', 'o3'])\n", "next(turns)", ["gpt-4o", "o3"]),
    "the first of a list, else a default": ("", "next(iter(['gpt-4o']), 'o3')", ["gpt-4o", "o3"]),
    "a dotted key, looked up step by step": (
        "D = {'chat': {'model': 'gpt-4o'}, 'draw': {'model': 'o3'}}\n"
        "def load(key):\n    value = D\n    for part in key.split('.'):\n        value = value[part]\n    return value\n",
        "load('chat.model')", ["gpt-4o"],
    ),
    "a dotted key, an error where a step is not there": (
        "D = {'chat': {'model': 'gpt-4o'}, 'draw': {'model': 'o3'}}\n"
        "def load(key):\n    value = D\n    for part in key.split('.'):\n"
        "        if isinstance(value, dict) and part in value:\n            value = value[part]\n"
        "        else:\n            raise KeyError(part)\n    return value\n",
        "load('draw.model')", ["o3"],
    ),
    "list grown in a loop over known elements": (
        'found = []\nfor size in ("nano", "mini"):\n    found.append("gpt-4.1-" + size)\n', "found[1]", ["gpt-4.1-mini"],
    ),
    "isinstance of a known text": (
        'm = "gpt-4o"\nif isinstance(m, list):\n    m = m[0]\nelif isinstance(m, (int, float)):\n    m = "a"\n',
        "m", ["gpt-4o"],
    ),
    "dict filled under many conditions": (
        'import os\nC = {"a": {"m": "gpt-4o"}}\n'
        + "".join(f'if os.getenv("{n}"):\n    C.update({{"{n}": {{"m": "gpt-4.1"}}}})\n' for n in "bcdefgh"),
        'C[os.name]["m"]', ["gpt-4o", "gpt-4.1"],
    ),
    "dict by literal key": ('M = {"a": "gpt-4o", "b": "gpt-4.1"}\n', 'M["a"]', ["gpt-4o"]),
    "dict by unknown key": ('import os\nM = {"a": "gpt-4o", "b": "gpt-4.1"}\n', "M[os.name]", ["gpt-4o", "gpt-4.1"]),
    "nested dict": ('C = {"models": {"chat": "gpt-4o", "embed": "x"}}\n', 'C["models"]["chat"]', ["gpt-4o"]),
    "dict updated": ('C = {"m": "a"}\nC.update(m="gpt-4o")\n', 'C["m"]', ["gpt-4o"]),
    "dict setdefault": ('C = {}\nC.setdefault("m", "gpt-4o")\n', 'C["m"]', ["gpt-4o"]),
    "dict spread": ('A = {"m": "a"}\nC = {**A, "m": "gpt-4o"}\n', 'C["m"]', ["gpt-4o"]),
    "dict union": ('C = {"m": "a"} | {"m": "gpt-4o"}\n', 'C["m"]', ["gpt-4o"]),
    "class attribute": ('class S:\n    model = "gpt-4o"\n', "S.model", ["gpt-4o"]),
    "inherited": ('class A:\n    model = "gpt-4o"\nclass B(A):\n    pass\n', "B().model", ["gpt-4o"]),
    "overridden": ('class A:\n    model = "a"\nclass B(A):\n    model = "gpt-4o"\n', "B().model", ["gpt-4o"]),
    "instance": ('class S:\n    def __init__(self):\n        self.model = "gpt-4o"\n', "S().model", ["gpt-4o"]),
    "through super": (
        "class A:\n    def __init__(self, m):\n        self.m = m\n"
        'class B(A):\n    def __init__(self):\n        super().__init__("gpt-4o")\n', "B().m", ["gpt-4o"],
    ),
    "property": ('class S:\n    @property\n    def model(self):\n        return "gpt-4o"\n', "S().model", ["gpt-4o"]),
    "cached property": (
        "from functools import cached_property\n"
        'class S:\n    @cached_property\n    def model(self):\n        return "gpt-4o"\n', "S().model", ["gpt-4o"],
    ),
    "class method": ('class S:\n    @classmethod\n    def m(cls):\n        return "gpt-4o"\n', "S.m()", ["gpt-4o"]),
    "static method": ('class S:\n    @staticmethod\n    def m():\n        return "gpt-4o"\n', "S().m()", ["gpt-4o"]),
    "factory of the class": (
        'class S:\n    def __init__(self, m):\n        self.m = m\n'
        '    @classmethod\n    def make(cls):\n        return cls("gpt-4o")\n', "S.make().m", ["gpt-4o"],
    ),
    "dataclass": (
        'from dataclasses import dataclass\n@dataclass\nclass S:\n    model: str = "gpt-4o"\n', "S().model", ["gpt-4o"],
    ),
    "dataclass given": (
        'from dataclasses import dataclass\n@dataclass\nclass S:\n    size: int\n    model: str = "a"\n',
        'S(1, "gpt-4o").model', ["gpt-4o"],
    ),
    "dataclass field": (
        'from dataclasses import dataclass, field\n@dataclass\nclass S:\n    model: str = field(default="gpt-4o")\n',
        "S().model", ["gpt-4o"],
    ),
    "dataclass default factory": (
        "from dataclasses import dataclass, field\n@dataclass\n"
        'class S:\n    models: list = field(default_factory=lambda: ["gpt-4o"])\n', "S().models[0]", ["gpt-4o"],
    ),
    "NamedTuple": ('from typing import NamedTuple\nclass S(NamedTuple):\n    model: str = "gpt-4o"\n', "S().model", ["gpt-4o"]),
    "pydantic": ('from pydantic import BaseModel\nclass S(BaseModel):\n    model: str = "gpt-4o"\n', "S().model", ["gpt-4o"]),
    "pydantic Field": (
        'from pydantic import BaseModel, Field\nclass S(BaseModel):\n    model: str = Field("gpt-4o", alias="m")\n',
        "S().model", ["gpt-4o"],
    ),
    "BaseSettings": (
        'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    model: str = "gpt-4o"\nsettings = S()\n',
        "settings.model", ["gpt-4o"],
    ),
    "attrs": ('import attr\n@attr.s\nclass S:\n    model = attr.ib(default="gpt-4o")\n', "S().model", ["gpt-4o"]),
    "enum value": ('from enum import Enum\nclass M(Enum):\n    A = "gpt-4o"\n    B = "x"\n', "M.A.value", ["gpt-4o"]),
    "function": ('def model():\n    return "gpt-4o"\n', "model()", ["gpt-4o"]),
    "getattr by known name": ('class S:\n    model = "gpt-4o"\n', 'getattr(S, "model")', ["gpt-4o"]),
    "getattr default": ("import os\nclass S:\n    pass\n", 'getattr(S(), "model", "gpt-4o")', ["gpt-4o"]),
    "partial": (
        'from functools import partial\ndef pick(a, b):\n    return a + b\nf = partial(pick, "gpt-")\n', 'f("4o")', ["gpt-4o"],
    ),
    "decorated": (
        "from functools import cache\n@cache\ndef model():\n    return 'gpt-4o'\n", "model()", ["gpt-4o"],
    ),
    "decorated by the project": (
        "def log(f):\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n"
        "@log\ndef model():\n    return 'gpt-4o'\n", "model()", ["gpt-4o"],
    ),
    "argparse default": (
        'import argparse\np = argparse.ArgumentParser()\np.add_argument("--model", default="gpt-4o")\na = p.parse_args()\n',
        "a.model", ["gpt-4o"],
    ),
    "kept beside the options by the function that parses them": (
        'import argparse\ndef read():\n    args = argparse.ArgumentParser().parse_args()\n    args.model = "gpt-4o"\n'
        "    return args\noptions = read()\n", "options.model", ["gpt-4o"],
    ),
    "kept beside the options, in branches": (
        'import argparse, os\ndef read():\n    args = argparse.ArgumentParser().parse_args()\n    if os.name:\n'
        '        args.model = "gpt-4o"\n    else:\n        args.model = "gpt-4.1"\n    return args\n', "read().model",
        ["gpt-4o", "gpt-4.1"],
    ),
    "generator": ("def models():\n    yield 'gpt-4o'\n", "next(models())", ["gpt-4o"]),
    "list comprehension": ('M = [f"gpt-{v}" for v in ("4o", "4.1")]\n', "M[0]", ["gpt-4o"]),
    "loop over a list": ('for m in ["gpt-4o", "gpt-4.1"]:\n    model = m\n', "model", ["gpt-4o", "gpt-4.1"]),
    "global": (
        "MODEL = 'gpt-4.1'\ndef setup():\n    global MODEL\n    MODEL = 'gpt-4o'\nsetup()\n",
        "MODEL", ["gpt-4.1", "gpt-4o"],
    ),
    "global set behind the place": (
        "MODEL = 'gpt-4.1'\nasked = MODEL\ndef setup():\n    global MODEL\n    MODEL = 'gpt-4o'\nsetup()\n", "asked", ["gpt-4.1"],
    ),
    "local of the same name": (
        "MODEL = 'gpt-4.1'\ndef setup():\n    MODEL = 'gpt-4o'\nsetup()\n", "MODEL", ["gpt-4.1"],
    ),
    "global that only functions set": (
        "def setup(kind):\n    global MODEL, OTHER  # both\n    MODEL, OTHER = kind, 'x'\n"
        "def ask():\n    return MODEL\nsetup('gpt-4o')\n", "ask()", ["gpt-4o"],
    ),
    "global that is made once": (
        "MODEL = None\ndef model():\n    global MODEL\n    if MODEL is None:\n        MODEL = 'gpt-4o'\n"
        "    return MODEL\n", "model()", ["gpt-4o"],
    ),
    "argparse default, the name reused": (
        'import argparse\ndef read():\n    args = argparse.ArgumentParser()\n    g = args.add_argument_group("llm")\n'
        '    g.add_argument("-m", "--model-name", type=str, default="gpt-4o")\n    args = args.parse_args()\n    return args\n',
        "read().model_name", ["gpt-4o"],
    ),
    "argparse choices": (
        'import argparse\np = argparse.ArgumentParser()\nMODELS = ["gpt-4o", "gpt-4.1"]\n'
        'p.add_argument("--llm", dest="model", choices=MODELS, default="gpt-4o")\na, _ = p.parse_known_args()\n',
        "a.model", ["gpt-4o", "gpt-4.1"],
    ),
    "argparse default decides no condition": (
        'import argparse\np = argparse.ArgumentParser()\np.add_argument("--big", action="store_true")\n'
        'a = p.parse_args()\nm = "gpt-4.1"\nif a.big:\n    m = "gpt-4o"\n', "m", ["gpt-4o", "gpt-4.1"],
    ),
    "environment default decides no condition": (
        'import os\nBIG = os.getenv("BIG", "no")\nif BIG == "yes":\n    m = "gpt-4o"\nelse:\n    m = "gpt-4.1"\n',
        "m", ["gpt-4o", "gpt-4.1"],
    ),
    "get of an unknown dict": ("import conf\n", 'conf.read()["llm"].get("model", "gpt-4o")', ["gpt-4o"]),
    "get of an object of a library": (
        "from flask import request\n", 'request.json.get("model", "gpt-4o")', ["gpt-4o"],
    ),
    "get of an object of a library, in a dict that is returned beside an empty one": (
        "from flask import request\ndef read():\n    body = request.json\n    if not body:\n        return {}, 400\n"
        '    return {"m": body.get("model", "gpt-4o")}, None\ndata, error = read()\n', 'data["m"]', ["gpt-4o"],
    ),
    "field made from an unknown dict": (
        'from pydantic import BaseModel\nimport conf\nclass S(BaseModel):\n    model: str = "gpt-4o"\n',
        "S(**conf.read()).model", ["gpt-4o"],
    ),
    "known by the condition": (
        'import conf\nm = conf.read()\ndef pick(m):\n    if m == "gpt-4o":\n        return m\n    return "gpt-4.1"\n',
        "pick(m)", ["gpt-4o", "gpt-4.1"],
    ),
    "one of a list by the condition": (
        'import conf\ndef pick(m):\n    if m not in ("gpt-4o", "gpt-4.1"):\n        raise ValueError\n    return m\n',
        "pick(conf.read())", ["gpt-4o", "gpt-4.1"],
    ),
    "left by the start of a name": (
        'import os\ndef pick(m):\n    if m.startswith(("o3", "o4")):\n        return "gpt-4.1"\n    return m\n',
        'pick("o4-mini" if os.name else "gpt-4o")', ["gpt-4.1", "gpt-4o"],
    ),
    "one of two conditions": (
        'import os\ndef pick(m):\n    if "o3" in m or m.endswith("mini"):\n        return "gpt-4.1"\n    return m\n'
        'N = ["o3", "gpt-4o-mini", "gpt-4o"]\n', "pick(N[len(os.name)])", ["gpt-4.1", "gpt-4o"],
    ),
    "default that a branch rules out": (
        'import os\nm = os.getenv("M", "gpt-4o")\nif "claude" in m:\n    n = m\nelse:\n    n = "gpt-4.1"\n', "n", ["gpt-4.1"],
    ),
    "default that a branch keeps": (
        'import os\ndef pick(m):\n    if "claude" in m:\n        return "gpt-4.1"\n    return m\n',
        'pick(os.getenv("M", "gpt-4o"))', ["gpt-4.1", "gpt-4o"],
    ),
    "json literal": ("import json\n", "json.loads('{\"m\": \"gpt-4o\"}')['m']", ["gpt-4o"]),
}  # fmt: skip
"""Name: code before, expression, models."""

FILES: dict[str, tuple[dict[str, str], str, str, list[str]]] = {
    "a setting of Django": (
        {"site/settings/base.py": "import os\nINSTALLED_APPS = []\nMODEL = os.getenv('MODEL', 'gpt-4o')\n"},
        "from django.conf import settings\n", "settings.MODEL", ["gpt-4o"],
    ),
    "a setting of Django, not one of another module": (
        {"site/settings.py": "INSTALLED_APPS = []\nMODEL = 'gpt-4o'\n", "site/other.py": "MODEL = 'o3'\n"},
        "from django.conf import settings\n", "settings.MODEL", ["gpt-4o"],
    ),
    "YAML read by ruamel": (
        {"conf.yaml": "chat:\n  model: gpt-4o\n"},
        "from ruamel.yaml import YAML\nyaml = YAML()\nwith open('conf.yaml') as f:\n    data = yaml.load(f)\n",
        "data['chat']['model']", ["gpt-4o"],
    ),
    "yaml": ({"c.yaml": "models:\n  chat: gpt-4o\n"}, "import yaml\nC = yaml.safe_load(open('c.yaml'))\n", "C['models']['chat']", ["gpt-4o"]),
    "json": ({"c.json": '{"m": "gpt-4o"}'}, "import json\nwith open('c.json') as f:\n    C = json.load(f)\n", "C['m']", ["gpt-4o"]),
    "getattr of a module, default not taken": (
        {"p.py": "M = 'gpt-4o'\n"}, "import p\n", "getattr(p, 'M', 'x')", ["gpt-4o"],
    ),
    "dynaconf": (
        {"s.toml": "model = 'gpt-4o'\n[llm]\nname = 'gpt-4.1'\n"},
        "from dynaconf import Dynaconf\nS = Dynaconf(settings_files=['s.toml', '.secrets.toml'])\n",
        "S.MODEL if S.debug else S['llm'].name", ["gpt-4o", "gpt-4.1"],
    ),
    "dynaconf with environments": (
        {"s.yaml": "default:\n  model: o3\n  small: gpt-4o\ndevelopment:\n  model: gpt-4.1\nproduction:\n  model: o1\n"},
        "from dynaconf import Dynaconf\nS = Dynaconf(settings_file='s.yaml', environments=True)\n",
        "S.get('model', 'x') if S.debug else S.small", ["gpt-4.1", "gpt-4o"],
    ),
    "toml": ({"c.toml": "[a]\nm = 'gpt-4o'\n"}, "import tomllib\nC = tomllib.load(open('c.toml', 'rb'))\n", "C['a']['m']", ["gpt-4o"]),
    "env example": ({".env.example": "MODEL=gpt-4o\n"}, "import os\n", "os.environ['MODEL']", ["gpt-4o"]),
    "pathlib": (
        {"m.txt": "gpt-4o"}, "from pathlib import Path\n", "Path(__file__).with_name('m.txt').read_text()", ["gpt-4o"],
    ),
}  # fmt: skip
"""Name: other files, code before, expression, models."""

UNKNOWN: dict[str, tuple[str, str, str]] = {
    "one of something that is no list": ("turns = open('x')\n", "next(turns)", "next"),
    "a dotted key that is not known": (
        "D = {'chat': {'model': 'gpt-4o'}}\n"
        "def load(key):\n    value = D\n    for part in key.split('.'):\n        value = value[part]\n    return value\n",
        "load(input())", "",
    ),
    "environment": ("import os\n", "os.environ['MODEL']", "MODEL"),
    "getenv": ("import os\n", "os.getenv('MODEL')", "MODEL"),
    "undefined": ("", "nowhere", "`nowhere` is not defined"),
    "option without a default": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--model')\na = p.parse_args()\n", "a.model",
        "`--model` may be given on the command line",
    ),
    "option of another parser": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--model', default='gpt-4o')\n"
        "q = argparse.ArgumentParser()\na = q.parse_args()\n", "a.model", "parse_args",
    ),
    "kept beside the options of another parser": (
        "import argparse\nq = argparse.ArgumentParser()\nb = q.parse_args()\nb.model = 'gpt-4o'\n"
        "p = argparse.ArgumentParser()\na = p.parse_args()\n", "a.model", "parse_args",
    ),
    "get of a module": ("import requests\n", "requests.get('model', 'gpt-4o')", "requests.get"),
    "get of an object of a library, no default": (
        "from flask import request\n", "request.json.get('model')", "flask.request.json.get",
    ),
    "get of an object of a library, an address": (
        "from httpx import pool\n", "pool.get('https://a.b/c', 'gpt-4o')", "httpx.pool.get",
    ),
    "get of a session": ("import requests\n", "requests.Session().get('https://a.b/c', 'gpt-4o')", "Session"),
    "argv": ("import sys\n", "sys.argv[1]", "sys.argv"),
    "input": ("", "input()", "input"),
    "library": ("import settings_of_a_library as s\n", "s.MODEL", "settings_of_a_library"),
    "part of it": ("import os\n", "f'gpt-{os.name}'", "part of the model name is not known"),
    "no such key": ("M = {'a': 'gpt-4o'}\n", "M['b']", "no such key"),
    "no such attribute": ("class S:\n    a = 'gpt-4o'\n", "S.model", "no attribute `model`"),
    "set from outside": ("class S:\n    def __init__(self, m):\n        self.m = m\ndef f(s: S):\n    return s.m\n", "f(x)", "x"),
    "abstract": ("class S:\n    def model(self):\n        raise NotImplementedError\n", "S().model()", ""),
    "depends on itself": ("def a():\n    return b()\ndef b():\n    return a()\n", "a()", "too deep"),
    "file missing": ("import yaml\nC = yaml.safe_load(open('c.yaml'))\n", "C['m']", ""),
    "random": ("import random\n", "random.random()", "random"),
    "eval": ("", "eval('\"gpt-4o\"')", "eval"),
    "database": ("import db\n", "db.fetch('model')", "db.fetch"),
    "too many": (f"M = {{i: f'gpt-{{i}}' for i in range(3)}}\nimport os\nN = {[f'm-{i}' for i in range(90)]}\n", "N[os.name]", "90"),
}  # fmt: skip
"""Name: code before, expression, a piece of the reason."""


@pytest.mark.parametrize("name", KNOWN)
def test_known(name: str, tmp_path: Path) -> None:
    """The model is found, and no other."""
    code, expr, expected = KNOWN[name]
    assert sorted(asked(tmp_path, code, expr)[0]) == sorted(expected)


@pytest.mark.parametrize("name", FILES)
def test_known_from_files(name: str, tmp_path: Path) -> None:
    """The model is found in a file that the code reads."""
    files, code, expr, expected = FILES[name]
    assert asked(tmp_path, code, expr, files)[0] == expected


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown(name: str, tmp_path: Path) -> None:
    """No model is claimed where none can be known, and the reason says why."""
    code, expr, reason = UNKNOWN[name]
    found, why = asked(tmp_path, code, expr)
    assert found == []
    assert why is not None
    assert reason in why
