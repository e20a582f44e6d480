"""What a chain is given fills the fields of its templates, and is a message of its own only where no field takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from tests.extract.projects import messages, scan

HEAD = """\
from operator import itemgetter
from langchain.agents import AgentExecutor, create_tool_calling_agent
from langchain.chains import LLMChain, RetrievalQA
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder, PromptTemplate
from langchain_core.runnables import RunnableLambda, RunnableParallel, RunnablePassthrough
from langchain_openai import ChatOpenAI
from llama_index.core import PromptTemplate as Named
from llama_index.llms.openai import OpenAI

llm = ChatOpenAI(model="m")
joke = PromptTemplate.from_template("Tell a joke about {topic} now.")
chat = ChatPromptTemplate.from_messages([("system", "Speak {language}."), ("human", "Say {word}.")])
legacy = LLMChain(llm=llm, prompt=joke)
"""

FILLED = {
    "a dict": ('(joke | llm).invoke({"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "a dict by its name": ('(joke | llm).invoke(input={"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "a call of dict": ('(joke | llm).invoke(dict(topic="cats"))', ["user: Tell a joke about cats now."]),
    "an entry that was set later": (
        'given = {}\ngiven["topic"] = "cats"\n(joke | llm).invoke(given)', ["user: Tell a joke about cats now."],
    ),
    "the only field of all": ('(joke | llm).invoke("cats")', ["user: Tell a joke about cats now."]),
    "an async call": ('(joke | llm | StrOutputParser()).ainvoke({"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "a stream": ('(joke | llm).stream({"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "a number": ('(joke | llm).invoke({"topic": 7})', ["user: Tell a joke about 7 now."]),
    "a text with a hole": ('(joke | llm).invoke({"topic": f"the {pet}"})', ["user: Tell a joke about the {pet} now."]),
    "of two templates": (
        '(chat | llm).invoke({"language": "French", "word": "yes"})', ["system: Speak French.", "user: Say yes."],
    ),
    "each of a batch": (
        '(joke | llm).batch([{"topic": "cats"}, {"topic": "dogs"}])',
        ["user: Tell a joke about cats now.", "user: Tell a joke about dogs now."],
    ),
    "each text of a batch": (
        '(joke | llm).batch(["cats", "dogs"])', ["user: Tell a joke about cats now.", "user: Tell a joke about dogs now."],
    ),
    "one of two": (
        '(joke | llm).invoke({"topic": "cats" if soft else "dogs"})',
        ["user: Tell a joke about cats now.", "user: Tell a joke about dogs now."],
    ),
    "partial": ('(joke.partial(topic="mice") | llm).invoke({})', ["user: Tell a joke about mice now."]),
    "partial and a dict": (
        '(chat.partial(language="German") | llm).invoke({"word": "no"})', ["system: Speak German.", "user: Say no."],
    ),
    "partial and the field that is left": (
        '(chat.partial(language="German") | llm).invoke("no")', ["system: Speak German.", "user: Say no."],
    ),
    "format": ('llm.invoke(joke.format(topic="cats"))', ["user: Tell a joke about cats now."]),
    "a filled prompt": ('llm.invoke(joke.invoke({"topic": "cats"}))', ["user: Tell a joke about cats now."]),
    "messages of a prompt": (
        'llm.invoke(chat.format_messages(language="Dutch", word="nee"))', ["system: Speak Dutch.", "user: Say nee."],
    ),
    "messages of a value": (
        'llm.invoke(chat.format_prompt(language="Dutch", word="nee").to_messages())', ["system: Speak Dutch.", "user: Say nee."],
    ),
    "a dict of steps": (
        '({"topic": RunnablePassthrough()} | joke | llm).invoke("cats")', ["user: Tell a joke about cats now."],
    ),
    "a dict of steps with a retriever": (
        '({"language": retriever, "word": RunnablePassthrough()} | chat | llm).invoke("yes")',
        ["system: Speak {language}.", "user: Say yes."],
    ),
    "an entry that is picked": (
        '({"topic": itemgetter("pet")} | joke | llm).invoke({"pet": "cats"})', ["user: Tell a joke about cats now."],
    ),
    "an entry that a lambda picks": (
        '({"topic": lambda given: given["pet"] + "!"} | joke | llm).invoke({"pet": "cats"})',
        ["user: Tell a joke about cats! now."],
    ),
    "steps side by side": (
        '(RunnableParallel(topic=RunnablePassthrough()) | joke | llm).invoke("cats")', ["user: Tell a joke about cats now."],
    ),
    "an entry that is added": (
        '(RunnablePassthrough.assign(word=lambda _: "oui") | chat | llm).invoke({"language": "French"})',
        ["system: Speak French.", "user: Say oui."],
    ),
    "run with a name": ('legacy.run(topic="cats")', ["user: Tell a joke about cats now."]),
    "run with a text": ('legacy.run("cats")', ["user: Tell a joke about cats now."]),
    "run with a dict": ('legacy.run({"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "predict": ('legacy.predict(topic="cats")', ["user: Tell a joke about cats now."]),
    "a call of the chain": ('legacy({"topic": "cats"})', ["user: Tell a joke about cats now."]),
    "apply": ('legacy.apply([{"topic": "cats"}])', ["user: Tell a joke about cats now."]),
    "another framework's prompt": (
        'OpenAI(model="m").predict(Named("Tell a joke about {topic} now."), topic="cats")', ["user: Tell a joke about cats now."],
    ),
}  # fmt: skip
"""What is run, and the messages that are sent."""

NOT_FILLED = {
    "an input that no template asks for": (
        '(joke | llm).invoke({"topic": "cats", "pet": "dogs"})', ["user: Tell a joke about cats now."],
    ),
    "an input that a later step has no use for": (
        '({"topic": RunnablePassthrough()} | joke | llm).invoke({"pet": "dogs"})', ["user: Tell a joke about {topic} now."],
    ),
    "a part of an input": (
        '(PromptTemplate.from_template("Greet {user.name} now.") | llm).invoke({"user": "Ann"})', ["user: Greet {user.name} now."],
    ),
    "a value that is not known": ('(joke | llm).invoke({"topic": pet()})', ["user: Tell a joke about {topic} now."]),
    "braces that are text": (
        '(PromptTemplate.from_template("Write {{topic}} about {topic}.") | llm).invoke({"topic": "cats"})',
        ["user: Write {topic} about cats."],
    ),
    "messages that stand in a prompt": (
        '(ChatPromptTemplate.from_messages([("system", "Be kind."), MessagesPlaceholder("past"), ("human", "{q}")]) | llm)'
        '.invoke({"past": [("human", "Hello there.")], "q": "Why?"})',
        ["user: Hello there.", "system: Be kind.", "user: Why?"],
    ),
    "messages that stand in a prompt, in short": (
        '(ChatPromptTemplate.from_messages([("placeholder", "{past}"), ("human", "{q}")]) | llm)'
        '.invoke({"past": [("human", "Hello there.")], "q": "Why?"})',
        ["user: Hello there.", "user: Why?"],
    ),
    "an input that a chain passes on under another name": (
        'RetrievalQA.from_chain_type(llm=llm, chain_type_kwargs={"prompt": PromptTemplate.from_template("By {context}: {question}")})'
        '.invoke({"query": "Why?"})',
        ["user: Why?", "user: By {context}: {question}"],
    ),
    "a chain whose prompt is not in sight": ('RetrievalQA.from_llm(llm).invoke({"query": "Why?"})', ["user: Why?"]),
    "a prompt that is pulled from elsewhere": (
        'from langchain import hub\n(hub.pull("a/b") | llm).invoke({"question": "Why?"})', ["user: Why?"],
    ),
    "a step that is not in sight": (
        '(RunnableLambda(rewrite) | joke | llm).invoke({"topic": "cats"})', ["user: cats", "user: Tell a joke about {topic} now."],
    ),
    "what a model answered": (
        '(joke | llm | StrOutputParser() | PromptTemplate.from_template("Rate {topic} now.") | llm).invoke({"topic": "cats"})',
        ["user: Tell a joke about cats now.", "user: Rate {topic} now."],
    ),
    "a bare text for two fields": (
        '(chat | llm).invoke("yes")', ["user: yes", "system: Speak {language}.", "user: Say {word}."],
    ),
    "a text that a model is asked": ('llm.invoke("Say {topic}.")', ["user: Say {topic}."]),
    "a batch of many": (
        "(joke | llm).batch([" + ", ".join(f'{{"topic": "cat {number}"}}' for number in range(40)) + "])",
        ["user: Tell a joke about {topic} now."],
    ),
    "a message of its own": ('(llm | StrOutputParser()).invoke("cats")', ["user: cats"]),
    "a message with a role": (
        'llm.invoke([{"role": "user", "content": "Say {topic}."}], topic="cats")', ["user: Say {topic}."],
    ),
    "a setting of the call": (
        '(joke | llm).invoke({"topic": "cats"}, config={"topic": "dogs"})', ["user: Tell a joke about cats now."],
    ),
    "a setting of the prompt": (
        '(joke.with_config(topic="dogs") | llm).invoke({"topic": "cats"})', ["user: Tell a joke about cats now."],
    ),
}  # fmt: skip


def sent(folder: Path, code: str) -> list[str]:
    """The messages of the only request of a program."""
    (folder / "app.py").write_text(HEAD + code + "\n", "utf-8")
    (call,) = analyse(folder, ("app.py",), AnalyseOptions(project_root=folder)).calls
    return messages(call)


@pytest.mark.parametrize("name", FILLED)
def test_inputs_fill_fields(tmp_path: Path, name: str) -> None:
    code, expected = FILLED[name]
    assert sent(tmp_path, code) == expected


@pytest.mark.parametrize("name", NOT_FILLED)
def test_other_inputs_do_not(tmp_path: Path, name: str) -> None:
    code, expected = NOT_FILLED[name]
    assert sent(tmp_path, code) == expected


def test_alternatives_of_a_field_are_a_choice(tmp_path: Path) -> None:
    """One of the texts is sent, so one is counted."""
    (call,) = scan(tmp_path, {"app.py": HEAD + '(joke | llm).batch([{"topic": "cats"}, {"topic": "dogs"}])\n'}).calls
    assert [message.choice for message in call.messages] == [1, 1]


def test_each_caller_fills_the_field_with_its_own(tmp_path: Path) -> None:
    """Where the template is all but the field, its callers send the text; where it says the task, they fill it."""
    code = f"""{HEAD}
def ask(question):
    return (PromptTemplate.from_template("{{question}}") | llm).invoke({{"question": question}})

def tell(topic):
    return (joke | llm).invoke({{"topic": topic}})

ask("Which river is the longest?")
tell("cats")
tell("a cat that lives on a lighthouse")
"""
    found = scan(tmp_path, {"app.py": code}).calls
    assert [(call.span.line, *messages(call)) for call in found] == [
        (17, "user: {question}"),
        (20, "user: Tell a joke about {topic} now."),
        (22, "user: Which river is the longest?"),
        (24, "user: Tell a joke about a cat that lives on a lighthouse now."),
    ]
