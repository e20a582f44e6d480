"""Functions of the project around a request: each caller that adds text or model is a request of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.extract.sending import MAX_DEPTH
from tests.extract.projects import HEAD, calls, scan

ASK = """
def ask(prompt, model="gpt-4o"):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": prompt}])
"""
LLM = HEAD + ASK.lstrip("\n")
TASK = """
class Bot:
    def __init__(self, model="gpt-4o", system="Be brief."):
        self.model = model
        self.system = system
        self.client = OpenAI()
    def ask(self, prompt):
        return self.client.chat.completions.create(
            model=self.model,
            messages=[{"role": "system", "content": self.system}, {"role": "user", "content": prompt}],
        )
"""
BOT = HEAD + TASK.lstrip("\n")

CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "one hop": (
        {"llm.py": LLM, "app.py": 'from llm import ask\nask("Name a colour.")\n'},
        ["app.py:2 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.", "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "partial that is called in sight, one that is handed away": (
        {"llm.py": LLM, "app.py": "from functools import partial\nfrom llm import ask\n"
         'fast = partial(ask, model="o3")\nfast("Name a colour.")\nrun(partial(ask, "Name a shape."))\n'},
        ["app.py:4 via llm.py:4 o3@app.py:3 | user: Name a colour.",
         "app.py:5 via llm.py:4 gpt-4o@llm.py:3 | user: Name a shape.",
         "llm.py:4 o3@app.py:3 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "a lambda with a name": (
        {"app.py": HEAD + 'ask = lambda p, m="gpt-4o": client.chat.completions.create('
         'model=m, messages=[{"role": "user", "content": p}])\nask("Name a colour.")\nask("Name a town.", "gpt-4.1")\n'},
        ["app.py:3 gpt-4.1@app.py:5 gpt-4o@app.py:3 | user: {p}",
         "app.py:4 via app.py:3 gpt-4o@app.py:3 | user: Name a colour.",
         "app.py:5 via app.py:3 gpt-4.1@app.py:5 | user: Name a town."],
    ),
    "a lambda within a function": (
        {"app.py": HEAD + 'def main():\n    ask = lambda p: client.chat.completions.create('
         'model="gpt-4o", messages=[{"role": "user", "content": p}])\n    return ask("Name a colour.")\n'},
        ["app.py:4 gpt-4o@app.py:4 | user: {p}", "app.py:5 via app.py:4 gpt-4o@app.py:4 | user: Name a colour."],
    ),
    "a lambda that sends a text of its own": (
        {"app.py": HEAD + 'ask = lambda: client.chat.completions.create('
         'model="gpt-4o", messages=[{"role": "user", "content": "Name a colour."}])\nask()\n'},
        ["app.py:3 gpt-4o@app.py:3 | user: Name a colour."],
    ),
    "model of the caller": (
        {"llm.py": LLM, "app.py": 'from llm import ask\nask("Name a colour.", model="gpt-4.1")\n'},
        ["app.py:2 via llm.py:4 gpt-4.1@app.py:2 | user: Name a colour.",
         "llm.py:4 gpt-4.1@app.py:2 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "text of the wrapper, model of the caller": (
        {"llm.py": HEAD + 'def judge(item, model="gpt-4o"):\n    text = f"Say whether this is correct: {item}"\n'
         '    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}])\n',
         "app.py": "from llm import judge\ndef rate(item, model='gpt-4.1'):\n    return judge(item, model=model)\n"
         "judge('x')\ndef other(kwargs):\n    judge('y', **kwargs)\njudge('z', 'o3')\n"},
        ["app.py:3 via llm.py:5 gpt-4.1@app.py:2 | user: Say whether this is correct: {item}",
         "app.py:7 via llm.py:5 o3@app.py:7 | user: Say whether this is correct: z",
         "llm.py:5 gpt-4.1@app.py:2 gpt-4o@llm.py:3 o3@app.py:7 | user: Say whether this is correct: {item}"],
    ),
    "two callers": (
        {"llm.py": LLM, "app.py": 'from llm import ask\nask("Name a colour.")\nask("Name a town.")\n'},
        ["app.py:2 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "app.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: Name a town.", "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "three hops": (
        {"llm.py": LLM, "mid.py": "import llm\ndef run(text):\n    return llm.ask(text)\n",
         "app.py": 'import mid\nmid.run("Name a colour.")\n'},
        ["app.py:2 via mid.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}", "mid.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: {text}"],
    ),
    "method": (
        {"bot.py": BOT, "app.py": 'from bot import Bot\nBot().ask("Name a colour.")\n'},
        ["app.py:2 via bot.py:9 gpt-4o@bot.py:4 | system: Be brief. | user: Name a colour.",
         "bot.py:9 gpt-4o@bot.py:4 | system: Be brief. | system: {system} | user: {prompt}"],
    ),
    "method of an object with a model of its own": (
        {"bot.py": BOT, "app.py": 'from bot import Bot\nb = Bot("gpt-4.1", system="Be kind.")\nb.ask("Name a colour.")\n'},
        ["app.py:3 via bot.py:9 gpt-4.1@app.py:2 | system: Be kind. | user: Name a colour.",
         "bot.py:9 gpt-4.1@app.py:2 gpt-4o@bot.py:4 | system: Be brief. | system: {system} | user: {prompt}"],
    ),
    "inherited method": (
        {"bot.py": BOT, "app.py": "from bot import Bot\nclass Poet(Bot):\n    def __init__(self):\n"
         '        super().__init__(model="gpt-4.1")\nPoet().ask("Name a colour.")\n'},
        ["app.py:5 via bot.py:9 gpt-4.1@app.py:4 | system: Be brief. | user: Name a colour.",
         "bot.py:9 gpt-4.1@app.py:4 gpt-4o@bot.py:4 | system: Be brief. | system: {system} | user: {prompt}"],
    ),
    "caller in a loop": (
        {"llm.py": LLM, "app.py": 'from llm import ask\nfor x in ("A colour.", "A town."):\n    ask(x)\n'},
        ["app.py:3 via llm.py:4 loop gpt-4o@llm.py:3 | user: A colour. | user: A town.",
         "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "through an executor": (
        {"llm.py": LLM, "app.py": "from concurrent.futures import ThreadPoolExecutor\nfrom llm import ask\n"
         'with ThreadPoolExecutor() as pool:\n    pool.submit(ask, "Name a colour.", "gpt-4.1")\n'},
        ["app.py:4 via llm.py:4 gpt-4.1@app.py:4 | user: Name a colour.",
         "llm.py:4 gpt-4.1@app.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "sync_to_async": (
        {"llm.py": LLM, "app.py": "from asgiref.sync import sync_to_async\nfrom llm import ask\n"
         'async def f():\n    await sync_to_async(ask)("Name a colour.")\n'},
        ["app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.", "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "messages of the caller": (
        {"app.py": HEAD + "def send(messages):\n    return client.chat.completions.create(model='gpt-4o', messages=messages)\n"
         'send([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}])\n'},
        ["app.py:4 gpt-4o@app.py:4 | …", "app.py:5 via app.py:4 gpt-4o@app.py:4 | system: Be brief. | user: Why?"],
    ),
    "keyword arguments of the caller": (
        {"app.py": HEAD + "def send(**options):\n    return client.chat.completions.create(**options)\n"
         'send(model="gpt-4o", messages=[{"role": "user", "content": "Name a colour."}])\n'},
        ["app.py:4 ? | …", "app.py:5 via app.py:4 gpt-4o@app.py:5 | user: Name a colour."],
    ),
    "wrapper that adds to the text": (
        {"app.py": HEAD + "def ask(q):\n    p = 'Answer in one short sentence: ' + q\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': p}])\n"
         "def run(row):\n    ask(row)\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: Answer in one short sentence: {q}"],
    ),
    "data that fills a template is no request of the caller": (
        {"app.py": HEAD + "def ask(name):\n    p = f'Write a letter to {name} and thank for the visit.'\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': p}])\n"
         "ask('Ann')\nask('Bob')\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: Write a letter to {name} and thank for the visit."],
    ),
    "parameter that is not sent": (
        {"app.py": HEAD + "def ask(label):\n    print(label)\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': 'Hi'}])\nask('x')\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: Hi"],
    ),
    "function of the same name elsewhere": (
        {"llm.py": LLM, "app.py": 'def ask(q):\n    return q\nask("Name a colour.")\n'},
        ["llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "method of the same name elsewhere": (
        {"bot.py": BOT, "app.py": 'class Desk:\n    def ask(self, prompt):\n        return prompt\nDesk().ask("Name a colour.")\n'},
        ["bot.py:9 gpt-4o@bot.py:4 | system: Be brief. | user: {prompt}"],
    ),
    "wrapper handed to a builtin": (
        {"llm.py": LLM, "app.py": "from llm import ask\nprint(ask)\nsorted([1], key=ask)\n"},
        ["llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "branch that the caller's model does not take": (
        {"app.py": "import anthropic, openai\ndef make(m):\n    if m.startswith('claude-'):\n        return anthropic.Anthropic(), m\n"
         "    return openai.OpenAI(), m\ndef ask(text, client, m):\n    if 'claude' in m:\n"
         "        return client.messages.create(model=m, max_tokens=9, messages=[{'role': 'user', 'content': text}])\n"
         "    return client.chat.completions.create(model=m, messages=[{'role': 'user', 'content': text}])\n"
         "c, n = make('claude-3-haiku-20240307')\nask('Name a colour.', c, n)\nd, o = make('gpt-4o')\nask('Name a town.', d, o)\n"},
        ["app.py:8 claude-3-haiku-20240307@app.py:10 | user: {text}", "app.py:9 gpt-4o@app.py:12 | user: {text}",
         "app.py:11 via app.py:8 claude-3-haiku-20240307@app.py:10 | user: Name a colour.",
         "app.py:13 via app.py:9 gpt-4o@app.py:12 | user: Name a town."],
    ),
    "branch by a default that may be overridden": (
        {"app.py": HEAD + "import os\nKIND = os.getenv('KIND', 'a')\ndef ask(text):\n    if KIND == 'b':\n"
         "        return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}])\n"
         "ask('Name a colour.')\n"},
        ["app.py:7 gpt-4o@app.py:7 | user: {text}", "app.py:8 via app.py:7 gpt-4o@app.py:7 | user: Name a colour."],
    ),
    "options of click and typer": (
        {"app.py": HEAD + "import click, typer\n@click.command()\n@click.option('--model', '-m', default='gpt-4o')\n"
         "def main(model):\n    client.chat.completions.create(model=model, messages=[{'role': 'user', 'content': 'Name a colour.'}])\n"
         "def other(model: str = typer.Option('gpt-4.1', '--model')):\n"
         "    client.chat.completions.create(model=model, messages=[{'role': 'user', 'content': 'Name a town.'}])\n"},
        ["app.py:7 gpt-4o@app.py:5 | user: Name a colour.", "app.py:9 gpt-4.1@app.py:8 | user: Name a town."],
    ),
    "object that is called": (
        {"app.py": HEAD + "class Model:\n    def __init__(self, name):\n        self.name = name\n    def __call__(self, text):\n"
         "        return client.chat.completions.create(model=self.name, messages=[{'role': 'user', 'content': text}])\n"
         "class Agent:\n    def __init__(self, llm: Model = Model('gpt-4o')):\n        self.ask = llm\n"
         "    def run(self):\n        return self.ask('Name a colour.')\nAgent().run()\n"},
        ["app.py:7 gpt-4o@app.py:9 | user: {text}", "app.py:12 via app.py:7 gpt-4o@app.py:9 | user: Name a colour."],
    ),
    "object that is not called": (
        {"app.py": HEAD + "class Model:\n    def __call__(self, text):\n"
         "        return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}])\n"
         "def ask(text):\n    return text\nModel()\nask('Name a colour.')\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: {text}"],
    ),
    "list converted one by one": (
        {"app.py": HEAD + "from dataclasses import asdict, dataclass\n@dataclass\nclass Message:\n    role: str\n    content: str\n"
         "def ask(messages):\n    return client.chat.completions.create(model='gpt-4o', messages=[asdict(m) for m in messages])\n"
         "ask([Message('system', 'Be brief.'), Message(role='user', content='Name a colour.')])\n"},
        ["app.py:9 gpt-4o@app.py:9 | unknown*: {messages}",
         "app.py:10 via app.py:9 gpt-4o@app.py:9 | system: Be brief. | user: Name a colour."],
    ),
    "list converted in a loop, two hops": (
        {"app.py": HEAD + "def send(messages):\n    out = []\n    for m in messages:\n"
         "        out.append({'role': m['role'], 'content': m['content']})\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=out)\n"
         "def ask(messages):\n    return send(messages)\nask([{'role': 'user', 'content': 'Name a colour.'}])\n"},
        ["app.py:7 gpt-4o@app.py:7 | unknown*: {messages}", "app.py:9 via app.py:7 gpt-4o@app.py:7 | unknown*: {messages}",
         "app.py:10 via app.py:9 via app.py:7 gpt-4o@app.py:7 | user: Name a colour."],
    ),
    "list converted by a function, roles with a default, contents of parts": (
        {"app.py": HEAD + "def convert(messages):\n    out = []\n    for m in messages:\n"
         "        parts = []\n        for part in m['content']:\n"
         "            parts.append({'type': 'text', 'text': part['text']})\n"
         "        out.append({'role': m.get('role', 'user'), 'content': parts})\n    return out\n"
         "def ask(messages):\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=convert(messages))\n"
         "ask([{'role': 'user', 'content': [{'type': 'text', 'text': 'Name a colour.'}]}])\n"},
        ["app.py:12 gpt-4o@app.py:12 | unknown*: {messages}",
         "app.py:13 via app.py:12 gpt-4o@app.py:12 | user: Name a colour."],
    ),
    "contents that a wrapper adds to are its own": (
        {"app.py": HEAD + "def ask(messages):\n    out = []\n    for m in messages:\n"
         "        out.append({'role': m['role'], 'content': [{'type': 'text', 'text': f\"Be brief. {m['content']}\"}]})\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=out)\nimport store\nask(store.load())\n"},
        ["app.py:7 gpt-4o@app.py:7 | user*: Be brief. {m['content']}"],
    ),
    "texts of what is iterated over are no messages of the caller": (
        {"app.py": HEAD + "def ask(docs):\n    for d in docs:\n"
         "        client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': d.text}])\nimport store\nask(store.load())\n"},
        ["app.py:5 loop gpt-4o@app.py:5 | user: {d.text}"],
    ),
    "one of several objects": (
        {"app.py": HEAD + "import sys\nclass Base:\n    def ask(self, text):\n"
         "        return client.chat.completions.create(model=self.name, messages=[{'role': 'user', 'content': text}])\n"
         "class A(Base):\n    name = 'gpt-4o'\nclass B(Base):\n    name = 'gpt-4.1'\n"
         "def make():\n    return A() if sys.argv else B()\nmake().ask('Name a colour.')\n"},
        ["app.py:6 gpt-4o@app.py:8 gpt-4.1@app.py:10 | user: {text}",
         "app.py:13 via app.py:6 gpt-4o@app.py:8 gpt-4.1@app.py:10 | user: Name a colour."],
    ),
    "payload": (
        {"app.py": "import json, requests\nURL = 'https://api.openai.com/v1/chat/completions'\n"
         "def post(payload, timeout=9):\n    return requests.post(URL, data=json.dumps(payload), timeout=timeout)\n"
         "def ask(text):\n    payload = {'model': 'gpt-4o', 'messages': [{'role': 'user', 'content': text}]}\n    return post(payload)\n"
         "ask('Name a colour.')\n"},
        ["app.py:4 gpt-4o@app.py:6 | …", "app.py:7 via app.py:4 gpt-4o@app.py:6 | user: {text}",
         "app.py:8 via app.py:7 via app.py:4 gpt-4o@app.py:6 | user: Name a colour."],
    ),
    "the branch that a caller takes": (
        {"llm.py": LLM, "app.py": "from llm import ask\ndef work(text, step):\n    if step == 'a':\n        ask(text)\n"
         "    elif step == 'b':\n        ask(text)\nwork('Name a colour.', 'a')\nwork('Name a town.', 'b')\n"},
        ["app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: {text}",
         "app.py:6 via llm.py:4 gpt-4o@llm.py:3 | user: {text}",
         "app.py:7 via app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "app.py:8 via app.py:6 via llm.py:4 gpt-4o@llm.py:3 | user: Name a town.",
         "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "a chat model that callers choose": (
        {"app.py": "from langchain_openai import ChatOpenAI\ndef ask(llm):\n    return llm.invoke('Name a colour.')\n"
         "ask(ChatOpenAI(model='gpt-4o'))\nask(ChatOpenAI(model='o3'))\n"},
        ["app.py:3 gpt-4o@app.py:4 o3@app.py:5 | user: Name a colour.",
         "app.py:4 via app.py:3 gpt-4o@app.py:4 | user: Name a colour.",
         "app.py:5 via app.py:3 o3@app.py:5 | user: Name a colour."],
    ),
    "a chat model that callers choose for a chain": (
        {"app.py": "from langchain_openai import ChatOpenAI\nfrom langchain_core.prompts import PromptTemplate\n"
         "def ask(llm):\n    chain = PromptTemplate.from_template('Name a {what}.') | llm\n    return chain.invoke({'what': 'town'})\n"
         "ask(ChatOpenAI(model='gpt-4o'))\nask(ChatOpenAI(model='o3'))\n"},
        ["app.py:5 gpt-4o@app.py:6 o3@app.py:7 | user: Name a town.",
         "app.py:6 via app.py:5 gpt-4o@app.py:6 | user: Name a town.",
         "app.py:7 via app.py:5 o3@app.py:7 | user: Name a town."],
    ),
    "a client that callers pass chooses no model": (
        {"app.py": HEAD + "def ask(client):\n    return client.responses.create(model='gpt-4o', input='Name a colour.')\n"
         "ask(OpenAI())\nask(client)\n"},
        ["app.py:4 gpt-4o@app.py:4 | user: Name a colour."],
    ),
    "a payload made of parameters": (
        {"app.py": "import requests\nURL = 'https://api.openai.com/v1/chat/completions'\n"
         "def post(text, model):\n    payload = {'model': model, 'messages': [{'role': 'user', 'content': text}]}\n"
         "    return requests.post(URL, json=payload)\npost('Name a colour.', 'gpt-4o')\n"},
        ["app.py:5 gpt-4o@app.py:6 | user: {text}", "app.py:6 via app.py:5 gpt-4o@app.py:6 | user: Name a colour."],
    ),
    "arguments made of parameters": (
        {"app.py": HEAD + "def send(text, model):\n    options = {'model': model}\n"
         "    return client.responses.create(input=text, **options)\nsend('Name a colour.', 'gpt-4o')\n"},
        ["app.py:5 gpt-4o@app.py:6 | user: {text}", "app.py:6 via app.py:5 gpt-4o@app.py:6 | user: Name a colour."],
    ),
    "all arguments in one parameter": (
        {"app.py": HEAD + "def send(options):\n    return client.chat.completions.create(**options)\n"
         "send({'model': 'gpt-4o', 'messages': [{'role': 'user', 'content': 'Name a colour.'}]})\n"},
        ["app.py:4 gpt-4o@app.py:5 | …", "app.py:5 via app.py:4 gpt-4o@app.py:5 | user: Name a colour."],
    ),
    "headers of a payload are no messages": (
        {"app.py": "import requests\nURL = 'https://api.openai.com/v1/chat/completions'\ndef post(headers):\n"
         "    return requests.post(URL, headers=headers, json={'model': 'gpt-4o', 'messages': []})\npost({'a': 'Name a colour.'})\n"},
        ["app.py:4 gpt-4o@app.py:4 |"],
    ),
    "mutual recursion": (
        {"app.py": HEAD + "def a(p, n):\n    if n:\n        return b(p, n - 1)\n"
         "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': p}])\n"
         "def b(p, n):\n    return a(p, n)\na('Name a colour.', 3)\n"},
        ["app.py:6 gpt-4o@app.py:6 | user: {p}", "app.py:8 via app.py:6 gpt-4o@app.py:6 | user: Name a colour.",
         "app.py:9 via app.py:6 gpt-4o@app.py:6 | user: Name a colour."],
    ),
    "imported under another name": (
        {"llm.py": LLM, "app.py": 'from llm import ask as send\nsend("Name a colour.")\n'},
        ["app.py:2 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.", "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "dispatch table": (
        {"llm.py": LLM, "table.py": 'from llm import ask as plain\nTABLE = {}\nTABLE.update({"a": {"run": plain}})\n',
         "app.py": 'from table import TABLE\ndef run(kind, text):\n    send = TABLE[kind]["run"]\n    return send(text)\n'
         'run("a", "Name a colour.")\n'},
        ["app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: {text}",
         "app.py:5 via app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "dispatch table called where it stands": (
        {"llm.py": LLM, "app.py": 'import llm\nTABLE = {"a": llm.ask}\nTABLE["a"]("Name a colour.")\nTABLE.get("a")("Why?")\n'},
        ["app.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "app.py:4 via llm.py:4 gpt-4o@llm.py:3 | user: Why?", "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "function handed to another function": (
        {"llm.py": LLM, "app.py": 'from llm import ask\ndef retry(send, text):\n    return send(text)\n'
         'retry(ask, "Name a colour.")\n'},
        ["app.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: {text}",
         "app.py:4 via app.py:3 via llm.py:4 gpt-4o@llm.py:3 | user: Name a colour.",
         "llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "function that a factory returns": (
        {"app.py": HEAD + "def make(model):\n    def send(q):\n        return client.chat.completions.create("
         "model=model, messages=[{'role': 'user', 'content': q}])\n    return send\n"
         "ask = make('gpt-4o')\nask('Name a colour.')\n"},
        ["app.py:5 gpt-4o@app.py:7 | user: {q}", "app.py:8 via app.py:5 gpt-4o@app.py:7 | user: Name a colour."],
    ),
    "function kept and another one called": (
        {"llm.py": LLM, "app.py": 'from llm import ask\nTABLE = {"a": ask, "b": print}\nTABLE["b"]("Name a colour.")\n'
         "def show(send):\n    send('Why?')\nshow(print)\nkept = [ask]\nsize = len(kept)\n"},
        ["llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "table of the same name elsewhere": (
        {"llm.py": LLM, "table.py": 'from llm import ask\nTABLE = {"a": ask}\n',
         "app.py": 'TABLE = {"a": print}\nTABLE["a"]("Name a colour.")\n'},
        ["llm.py:4 gpt-4o@llm.py:3 | user: {prompt}"],
    ),
    "one of many functions": (
        {"app.py": HEAD + "".join(
            f"def f{n}(q, m):\n    return client.chat.completions.create(model=m, "
            "messages=[{'role': 'user', 'content': q}])\n" for n in range(5))
         + "ALL = {" + ", ".join(f"'{n}': f{n}" for n in range(5)) + "}\n"
         "def run(kind, text, m):\n    return ALL[kind](text, m)\ndef start(kind, m):\n    run(kind, 'Name a colour.', m)\n"},
        [*(f"app.py:{4 + 2 * n} ? | user: {{q}}" for n in range(5)),
         "app.py:15 via app.py:4 ? | user: {text}", "app.py:17 via app.py:15 via app.py:4 ? | user: Name a colour."],
    ),
    "last element of a list that the caller passes": (
        {"app.py": HEAD + "def send(history):\n    last = history[-1]['content']\n"
         "    return client.responses.create(model='gpt-4o', input=last)\n"
         "def ask(q):\n    history = [{'role': 'user', 'content': q}]\n    return send(history)\n"
         "ask('Name a colour.')\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: {history}", "app.py:8 via app.py:5 gpt-4o@app.py:5 | user: {q}",
         "app.py:9 via app.py:8 via app.py:5 gpt-4o@app.py:5 | user: Name a colour."],
    ),
    "text of the last message object that the caller passes": (
        {"app.py": HEAD + "class Said:\n    def __init__(self, role, content):\n        self.role = role\n        self.content = content\n"
         "def send(history):\n    return client.responses.create(model='gpt-4o', input=history[-1].content)\n"
         "def ask(q):\n    return send([Said('user', q)])\nask('Name a colour.')\n"},
        ["app.py:8 gpt-4o@app.py:8 | user: {history}", "app.py:10 via app.py:8 gpt-4o@app.py:8 | user: {q}",
         "app.py:11 via app.py:10 via app.py:8 gpt-4o@app.py:8 | user: Name a colour."],
    ),
    "element of a parameter that is not sent": (
        {"app.py": HEAD + "def send(history):\n    print(history[-1])\n"
         "    return client.responses.create(model='gpt-4o', input='Why?')\nsend(['Name a colour.'])\n"},
        ["app.py:5 gpt-4o@app.py:5 | user: Why?"],
    ),
    "recursion": (
        {"app.py": HEAD + "def a(p, n):\n    client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': p}])\n"
         "    return a(p + '!', n - 1)\na('Name a colour.', 3)\n"},
        ["app.py:4 gpt-4o@app.py:4 | user: {p}", "app.py:6 via app.py:4 gpt-4o@app.py:4 | user: Name a colour."],
    ),
}  # fmt: skip
"""Name: files, calls."""


@pytest.mark.parametrize("name", CASES)
def test_wrapper(name: str, tmp_path: Path) -> None:
    """What the caller passes meets what the wrapper adds; data of a template does not make a request."""
    files, expected = CASES[name]
    assert calls(scan(tmp_path, files)) == expected


def test_wrapper_calls_name_the_call_of_the_sdk(tmp_path: Path) -> None:
    """So that totals count a request once."""
    found = scan(tmp_path, CASES["three hops"][0]).calls
    direct = [call.id for call in found if not call.via]
    assert [call.sdk_call for call in found if call.via] == direct * 2
    assert [step.function for step in found[0].via] == ["mid.run", "llm.ask"]


FUNCTIONS = HEAD + "".join(
    f"def f{n}(q, options):\n    return client.chat.completions.create(model=options['m'], "
    "messages=[{'role': 'user', 'content': q}])\n"
    for n in range(6)
)
TABLE = "ALL = {" + ", ".join(f"'m{n}': {{'run': f{n % 5}}}" for n in range(6)) + "}\n"
CHOICES = {
    "the key that chooses is passed on": (
        "def run(options, q):\n    name = options['m']\n    f = ALL[name]['run']\n    return f(q, options)\n",
        [["m0", "m5"], ["m1"], ["m2"], ["m3"], ["m4"]],
    ),
    "chosen where it is called": (
        "def run(options, q):\n    return ALL[options['m']]['run'](q, options)\n",
        [["m0", "m5"], ["m1"], ["m2"], ["m3"], ["m4"]],
    ),
    "another key is passed on": (
        "def run(options, more, q):\n    return ALL[options['m']]['run'](q, more)\n",
        [[], [], [], [], []],
    ),
    "the function may be set again": (
        "def run(options, q, other):\n    f = ALL[options['m']]['run']\n    if other:\n        f = other(f)\n"
        "    return f(q, options)\n",
        [[], [], [], [], []],
    ),
    "what one caller passes does not reach every function": (
        "def run(options, more, q):\n    return ALL[options['m']]['run'](q, more)\n"
        "def start(options, q):\n    run(options, {'m': 'm3'}, q)\n",
        [[], [], [], [], []],
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_one_of_many_functions_gets_the_keys_it_stands_under(name: str, tmp_path: Path) -> None:
    """Of what a call passes to one of many functions, only the key that chose it surely reaches it."""
    code, expected = CHOICES[name]
    found = [call for call in scan(tmp_path, {"app.py": FUNCTIONS + TABLE + code}).calls if not call.via]
    assert [sorted(m.id for m in call.models) for call in found[:5]] == expected


SAMPLERS = (
    HEAD
    + """
class Sampler:
    def __call__(self, messages):
        raise NotImplementedError
class Chat(Sampler):
    def __init__(self, model):
        self.model = model
    def __call__(self, messages):
        return client.chat.completions.create(model=self.model, messages=messages)
class Other:
    def __call__(self, messages):
        return messages
class Nothing(Sampler):
    def __call__(self, messages):
        return "nothing"
def check(sampler: Sampler, one, two):
    text = "%(a)s = %(b)s?" % {"a": one, "b": two}
    return sampler([{"role": "user", "content": text}])
def no(sampler: Other):
    return sampler([{"role": "user", "content": "Not sent."}])
def silent(sampler: Nothing):
    return sampler([{"role": "user", "content": "Not sent."}])
class Test:
    def __init__(self, sampler: Sampler):
        self.sampler = sampler
    def run(self):
        return self.sampler([{"role": "user", "content": "Solve it."}])
SMALL = Chat("gpt-4o-mini")
"""
)


def test_an_object_of_a_base_class_is_called(tmp_path: Path) -> None:
    """What runs when it is called is found in the classes below the one that is annotated, and in those alone."""
    app = "from base import SMALL, check\nimport sys\ncheck(SMALL, sys.argv, '4')\n"
    assert calls(scan(tmp_path, {"base.py": SAMPLERS, "app.py": app})) == [
        "app.py:3 via base.py:20 via base.py:11 gpt-4o-mini@base.py:30 | user: {one} = 4?",
        "base.py:11 gpt-4o-mini@base.py:30 | …",
        "base.py:20 via base.py:11 gpt-4o-mini@base.py:30 | user: {one} = {two}?",
        "base.py:29 via base.py:11 gpt-4o-mini@base.py:30 | user: Solve it.",
    ]


def test_every_one_of_many_callers_is_a_request(tmp_path: Path) -> None:
    """However many call a wrapper; of what they pass the wrapper's own entry claims to know only a part."""
    source = HEAD + (
        "def ask(model):\n    return client.chat.completions.create(model=model, messages=[])\n"
        + "".join(f"ask('m{i % 3}')\n" for i in range(250))
    )
    found = scan(tmp_path, {"app.py": source}).calls
    assert len(found) == 251
    assert [model.id for model in found[-1].models] == ["m0"]


DEEP = 30
"""Wrappers around wrappers in the tests of long chains."""


def _chain(first: str, wrapper: str, outermost: str, levels: int = DEEP) -> str:
    """A module of wrappers each of which calls the one before it; ``N`` and ``M`` stand for their numbers."""
    between = [wrapper.replace("N", str(n)).replace("M", str(n - 1)) for n in range(1, levels + 1)]
    return HEAD + first + "".join(between) + outermost.replace("N", str(levels))


CHAINS = {
    "functions": _chain(
        'def w0(prompt):\n    return client.responses.create(model="gpt-4o", input=prompt)\n',
        "def wN(prompt):\n    return wM(prompt)\n",
        'wN("Say a colour.")\n',
    ),
    "functions that hand all arguments on": _chain(
        "def w0(**options):\n    return client.responses.create(**options)\n",
        "def wN(*given, **options):\n    return wM(*given, **options)\n",
        'wN(model="gpt-4o", input="Say a colour.")\n',
    ),
    "objects that hold objects": _chain(
        'class W0:\n    def ask(self, prompt, model="o3"):\n'
        "        return client.responses.create(model=model, input=prompt)\n",
        "class WN:\n    def __init__(self):\n        self.inner = WM()\n"
        '    async def ask(self, prompt, model="o3"):\n        return await self.inner.ask(prompt=prompt, model=model)\n',
        'WN().ask("Say a colour.", "gpt-4o")\n',
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_wrappers_around_wrappers_are_followed_however_many(name: str, tmp_path: Path) -> None:
    found = scan(tmp_path, {"app.py": CHAINS[name]})
    last = found.calls[-1]
    assert len(found.calls) == DEEP + 2
    assert [len(call.via) for call in found.calls] == list(range(DEEP + 2))
    assert [(m.role, m.text) for m in last.messages] == [("user", "Say a colour.")]
    assert [m.id for m in last.models] == ["gpt-4o"]
    assert not found.problems


def test_more_wrappers_than_are_followed_are_said_to_be_more(tmp_path: Path) -> None:
    text = _chain(
        'def w0(prompt):\n    return client.responses.create(model="gpt-4o", input=prompt)\n',
        "def wN(prompt):\n    wM(prompt)\n    wM(prompt)\n    wM(prompt)\n",
        'wN("Say a colour.")\n',
        MAX_DEPTH + 20,
    )
    found = scan(tmp_path, {"app.py": text})
    assert len(found.calls) == 1 + 3 * MAX_DEPTH
    assert {p.message for p in found.problems} == {
        f"over {MAX_DEPTH} wrappers stand around a request; who else sends through here is not listed"
    }
