"""What the SDK files say, as records: the types, requests and settings of an SDK.

The keys of the SDK files are the fields of these records (``message`` is ``message_role``); a key that takes a list
takes a single entry as well.
"""

from __future__ import annotations

from promptlint.record import record


@record
class Ref:
    """Where a value stands. ``arg`` names an argument of the request call, or with ``of`` of the call that made the
    object of that type on the receiver's chain. ``key`` picks an entry of a dict or an attribute of an object there.

    ``arg`` "method()" is the first argument of a method of ``same`` that was called on the way; "**" stands for
    every named argument that no other key of the entry names. In ``key``, "*" is every element of a list and "{}"
    every value of a mapping; "*name=arg" is every element of a list whose entry ``name`` is the text that the request
    passes for ``arg``. They give nothing for anything else.
    ``setting`` names a setting of the SDK instead: the value is whatever the project stores in it.
    ``role`` is the role of a message found there; ``template`` the template language of its text: "fields"
    (``{name}``), "jinja", "mustache" or empty.
    ``docstring``: the text is the docstring of the function or class found there (with no ``arg``: of the function or
    class that the object was made of). ``returns``: likewise what that function returns. ``fields``: ``arg`` is an
    argument of the calls that make the fields of that class (``dspy.InputField(desc=...)``).
    ``json``: the value is JSON text; look into the data it was dumped from. ``file``: the value is the path of a file;
    look into its text, or with a ``key`` into the data of a YAML or JSON file. ``filled``: what stands there is filled
    into the texts of the request; known text counts as sent, anything else is a hole of these texts already.
    ``field``: what stands there fills a field of a request whose instructions stand elsewhere: who fills it with no
    text of its own sends no request of its own.
    """

    arg: str
    of: str = ""
    key: tuple[str, ...] = ()
    role: str = ""
    template: str = ""
    docstring: bool = False
    returns: bool = False
    fields: bool = False
    json: bool = False
    file: bool = False
    filled: bool = False
    field: bool = False
    setting: str = ""


@record
class ObjectType:
    """A kind of object of an SDK.

    ``new``: dotted paths whose call makes one. ``returned_by``: "type.method" whose call returns one.
    ``decorates``: dotted paths of decorators, bare or called, that turn the function or class below them into one; the
    decorator's arguments are the object's. ``classes``: a class of the project that descends from a path of ``new`` is
    one itself, not only its instances; what its body assigns are its arguments.
    ``where``: of the calls under ``new`` and ``returned_by`` only those count that pass one of these texts for the
    argument; an argument that is not known does not.
    ``same``: methods that return an object of the same type. ``params``: names of positional arguments.
    ``spread``: arguments that hold a dict (or an object) of further arguments; those passed outright win.
    ``holds``: arguments that hold other objects of the catalogue which take part in a request (agents, tasks,
    prompts, models). ``message_role``: objects of this type are messages (or templates) of that role.
    ``decorators``: methods used as decorators, and what the decorated function adds ("system", "user", "tool").
    ``adders``: methods that add to the object, and where their call holds the messages or objects that are added.
    ``default_model`` is used where the call that makes the object is seen and passes no model. ``provider_from``: where
    the provider is named, if it is. ``template_from``: likewise the language of its templates.
    ``fills``: those of ``same`` whose arguments fill the fields of its templates, by name or as one dict. ``slots``:
    arguments that name an input which stands there as messages of its own. ``hands_on``: what a step of a chain makes
    of what it is given: "named", its arguments are the inputs of the next step; "added", they come beside those;
    "same", it hands them on.

    ``variants`` in the file are paths that differ in a few keys; each becomes an ObjectType of the same name.
    """

    sdk: str
    name: str
    new: tuple[str, ...] = ()
    returned_by: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    model: tuple[Ref, ...] = ()
    messages: tuple[Ref, ...] = ()
    tools: tuple[Ref, ...] = ()
    max_output: tuple[Ref, ...] = ()
    holds: tuple[Ref, ...] = ()
    endpoint: tuple[Ref, ...] = ()
    message_role: str = ""
    decorators: tuple[tuple[str, str], ...] = ()
    adders: tuple[tuple[str, Ref], ...] = ()
    provider: str | None = None
    kind: str = ""
    default_model: str = ""
    decorates: tuple[str, ...] = ()
    classes: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    spread: tuple[str, ...] = ()
    provider_from: tuple[Ref, ...] = ()
    template_from: tuple[Ref, ...] = ()
    fills: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    hands_on: str = ""


@record
class Request:
    """A call form that sends a request. ``receiver`` names the receiver's type, or ``functions`` are dotted paths.

    ``path``: method paths on the receiver; "()" is calling the object itself. ``distinctive``: the path may match a
    receiver that cannot be proved, if ``requires`` are among the arguments. ``default_model`` is what the SDK sends
    when the call passes no model. ``pipes``: the receiver may be a chain built with ``|``. ``needs``: it is a request
    only if an object of one of these types takes part, held or in the chain. ``inputs``: arguments whose entries fill
    the fields of templates, or which fill the only one; under ``messages`` they are messages where no field takes them.
    """

    sdk: str
    api: str
    kind: str
    receiver: str = ""
    path: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    distinctive: bool = False
    requires: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    model: tuple[Ref, ...] = ()
    messages: tuple[Ref, ...] = ()
    tools: tuple[Ref, ...] = ()
    max_output: tuple[Ref, ...] = ()
    holds: tuple[Ref, ...] = ()
    provider: str | None = None
    pipes: bool = False
    endpoint: tuple[Ref, ...] = ()
    default_model: str = ""
    provider_from: tuple[Ref, ...] = ()
    needs: tuple[str, ...] = ()
    inputs: tuple[Ref, ...] = ()


@record
class Setting:
    """A value that the whole program shares: dotted paths that are assigned to, or calls that set it.

    ``calls``: a dotted path and the argument that holds the value, as in ``dspy.configure(lm=...)``; also entered
    with ``with``.
    """

    name: str
    assign: tuple[str, ...] = ()
    calls: tuple[tuple[str, Ref], ...] = ()


@record
class Kit:
    """A class of the project that a framework adds attributes to.

    ``decorates``: decorators of the class; ``descends``: library classes it descends from. ``collects``: an attribute
    of its instances and the decorator of the methods whose results it lists. ``files``: an attribute, and the YAML
    file it holds the content of; what the class body assigns to the attribute is the file's path from the class's own
    folder instead. ``objects``: an attribute that holds an object of the class named in brackets after the library
    class (``Flow[State]``), and an attribute of the class body that may name the object or its class instead.
    """

    decorates: tuple[str, ...] = ()
    descends: tuple[str, ...] = ()
    collects: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    objects: tuple[tuple[str, str], ...] = ()


@record
class Endpoint:
    """A part of a URL that tells a model endpoint; ``provider`` None where the host decides.

    ``requires``: the payload has these entries, as far as it is known; for addresses that others use too.
    """

    sdk: str
    match: str
    api: str
    kind: str
    provider: str | None
    model: tuple[Ref, ...]
    messages: tuple[Ref, ...]
    max_output: tuple[Ref, ...]
    requires: tuple[str, ...] = ()


@record
class Sdk:
    """One file of the catalogue."""

    name: str
    provider: str | None
    imports: tuple[str, ...]
    types: tuple[ObjectType, ...]
    requests: tuple[Request, ...]
    wraps: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    posts: tuple[str, ...]
    hosts: tuple[tuple[str, str], ...]
    source: str
    title: str = ""
    docs: str = ""
    settings: tuple[Setting, ...] = ()
    kits: tuple[Kit, ...] = ()
    serves: tuple[str, ...] = ()
    """Beginnings of the names of the models that the maker's own address serves, empty when it serves any."""
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Packages, and others that hold the same names: a path of the one is meant in those as well."""
