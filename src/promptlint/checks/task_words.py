"""The words that the simple-task judgement looks for: whole words, or beginnings of words where a ``*`` stands.

English first, with the most common instructions in German, French, Spanish, Portuguese, Chinese and Japanese.
"""

from __future__ import annotations

from promptlint.patterns import lazy_pattern


def _words(text: str) -> tuple[str, ...]:
    """What to look for in text of single-spaced lower-case words: a space stands for the edge of a word."""
    return tuple(_edges(word.strip()) for word in text.replace("\n", " ").split("|"))


def _edges(word: str) -> str:
    if not word.isascii() and ord(word[0]) > 0x2E80:  # scripts that put no space between words
        return word
    return f" {word[:-1]}" if word.endswith("*") else f" {word} "


TASKS: dict[str, tuple[str, ...]] = {
    "yes-no": _words(
        """yes or no | yes no | no or yes | true or false | true false | y or n | y n | boolean | bool
        | binary score | yes otherwise no | yes else no | true if | true else false | true otherwise false
        | 1 for yes | 0 for no | answer 1 if | ja oder nein | sí o no | oui ou non | sim ou não | yes if
        | otherwise no | false otherwise | 0 otherwise | true or false otherwise | ja of nee | 是或否"""
    ),
    "route": _words(
        """router | route the | route each | route this | routing | route name | possible routes | handler
        | which department | right department | which agent | to one queue | which queue | right team
        | which tool | vectorstore or | dispatch | forward the question"""
    ),
    "classify": _words(
        """classif* | categor* | label | labels | label* each | sentiment | intent | intents | detect the language
        | language of the | language is this | triage | which section | type of the | type of document | kind of
        | tag the | tags | rate the | priority to | star rating | emotion* | stance | one of these words
        | which of the | tone of | spam or | moderat* | sort the | you sort | bucket | into folders | severity
        | sarcas* | genre | kategor* | clasific* | classe | catégor* | stufe | ordne | stimmung | 分类
        | 类别 | 分類"""
    ),
    "extract": _words(
        """extract* | named entit* | entities | mentioned in | keywords | parse the | pull the | pull out | pull
        | find the | fields | from the text | occur in | occurs in | line item* | split the | json with
        | fill in the | list all | names of | all hashtags | what is its title | read the | extrah* | extrae
        | extrai* | lies aus | 提取 | 抽取 | 抽出"""
    ),
    "translate": _words(
        "translat* | übersetz* | traduc* | traduz* | traduis* | localize | localise | 翻译 | 翻譯 | 译文 | 翻訳"
    ),
    "rewrite": _words(
        """rephrase | reword | spelling | grammar* | shorten | punctuation | short title | word title | a title of
        | a title for | subject line | a headline | standalone question | without the conversation
        | simplify this | search query | rewrite this | rewrite the | rewrite sentences | replace every
        | proofread | typos | paraphrase | sentence formal | passive | in 3 5 words | rechtschreib* | korrigiere
        | corrige | kürze | 纠正"""
    ),
    "format": _words(
        """normali* | reformat | convert | turn the following | turn this | put the | markdown table | bullet list
        | bullet point* | valid json | yyyy mm dd | transliterate | format this | format the | snake case
        | iso 8601 | clean up the | capitali* | deduplicate | duplicates | title case | sentence case | into json
        | to json"""
    ),
}

HUMAN_LANGUAGES = _words(
    """language | languages | english | german | french | spanish | italian | portuguese | dutch | polish
    | russian | ukrainian | turkish | arabic | hebrew | hindi | chinese | mandarin | japanese | korean
    | swedish | danish | norwegian | finnish | greek | czech | hungarian | romanian | vietnamese | thai
    | indonesian | swahili | latin | englisch* | deutsch* | französisch* | spanisch* | inglés | español
    | alemán | francés | anglais | français | allemand | espagnol | inglês | português | engels | 英文 | 英语
    | 英語 | 中文 | 日文 | 日语"""
)
"""What a translation goes to; without one of these it may as well go to SQL."""

CHOICE = _words(
    """choose | pick | decide | select | determine | detect | identify | assign | map | check | which | is the
    | is this | does the | has the | are these | return all | wähle | welche | entscheide | elige | choisis
    | 判断"""
)
"""Verbs and questions that a simple task may come with; they name none."""

SHORT_ANSWER = _words(
    """only | only the | only with | only json | json only | return only | output only | reply only
    | answer only | respond only | say only | print only | provide only | give only | nothing but | just the
    | return just | respond with just | nothing else | and nothing | no other | name only | number only
    | id only | one word | single word | ein wort | one of | exactly one | a single | the label | lowercase
    | lower case | choose from | pick from | pick one | pick a | options | no comment* | no preamble
    | no note* | one per line | per line | comma separated | space separated | unchanged | strictly
    | with one word | at most | no more than | json array | json object | json list | return json
    | output json | as json | in json | one sentence | one line | null | as it is | keep the | without quot*
    | no quot* | do not invent | not mentioned | not stated | is missing | unknown | under 60 | under 100
    | none | preserve | as a list | with a list | given | do not answer | answer yes or no
    | answer with yes or no | reply yes or no | reply with yes or no | respond yes or no
    | respond with yes or no | say yes or no | answer true or false | antworte mit ja oder nein
    | antwoord met | nur | ausschließlich | solo | uniquement | seule | sólo | solamente | sin comentarios
    | apenas | 只返回 | 只输出 | 仅输出 | 仅返回 | のみ
    | だけを | だけで | だけ出力 | だけ返 | 一語で | 一言で | で答えて
    | 一単語 | 余計な文章 | はい か いいえ | はいかいいえ"""
)

DENIALS = _words(
    """do not explain | don t explain | never explain | not explain | no explanation | no explanations
    | 説明は不要 | 説明しない | 理由は不要
    | without explanation | without explaining | no reasoning | no code fence* | no code block*
    | do not infer | don t infer | do not analyze | do not analyse | keine erklärung | keine erklärungen
    | sans explication | sin explicaciones | 不要解释"""
)
"""Requests to leave something out; read as asking for a short answer, so that "do not explain" is no "explain"."""

GIVEN_TEXT = _words(
    """message | messages | text | email | mail | mails | sms | tweet | post | posts | comment | comments
    | review | reviews | sentence | sentences | line | lines | headline | title | titles | caption
    | description | name | names | word | ticket | tickets | transcript | utterance | letter | invoice
    | receipt | note | feedback | address | date | dates | query | input | user input | paragraph | article
    | question | questions | listing | username | lyrics | snippet | nachricht | kommentar | anfrage | satz
    | texto | correo | texte | phrase"""
)
"""The pieces of text that simple tasks are done on."""

REASONING = _words(
    """step by step | think | thinking | thought | reason about | reasoning | reasons | analy* | evaluat*
    | assess* | explain* | explanation* | justif* | discuss* | weigh* | compare | prove | proof | disprove
    | deriv* | infer | inferred | inference* | hypothes* | critique | critic | judge | root cause* | why
    | consider | calculate | estimate | forecast | arithmetic mean | geometric | average of | sum of
    | percentage | predict how | recommend* | argument* | evidence | implicit | verify | reconcile | solve
    | solution* | puzzle | riddle | equation* | math* | conclusion* | conclude* | work out | examine
    | trade off* | in depth | audit* | advis* | advice | expert in | experts | world class | physician
    | lawyer | officer | statutes | precedents | diagnos* | graduate | suggest* | propose* | fallac*
    | how many | multiple choice | investigat* | implications | counterexample | interpret* | significan*
    | contradict* | confidence and | grounds | ground by ground | one by one | criterion by criterion
    | criteria | case by case | each side | strongest case | what follows | what should | what would
    | what is going on | what does this | how should | should i | and what | best completes | crossword
    | trivia | consequences | risks | rank the | score the | from 1 to | scale of | counter* | claim | claims
    | quote the | review the | ethic* | moral* | and support it | quoting | quote them | quotes the
    | in order of importance | insights | begründ* | beurteil* | bewerte ausführlich | erkläre | analysiere
    | gutachten | justifi* | explique | explica | expliqu* | 推理 | 分析 | 解释"""
)

PLANNING = _words(
    """plan | plans | planner* | planning | strateg* | design | schedule | roadmap | milestone* | curriculum
    | itinerar* | minimal | optimal | optimi* | delegate | supervisor | agent | agents | workflow*
    | autonomous | until | next step* | then | final answer | each turn | at each step | trying to
    | double check | negotiat* | migration | look up | goal | next action | carry out | action input
    | organise | organize | coordinate | subtasks | user stories | sprint* | mitigation | hand each
    | which tool to call | call next | next three months | élabore | entwirf | prepara | 制定"""
)

CODE = _words(
    """the code | this code | code below | source code | code that | only code | code only | some code | of code
    | go code | write code | code and | python | java | javascript | typescript | rust | golang | c++ | sql
    | kusto | regex | regular expression | function that | the function | given function | this function
    | all functions | public functions | refactor | script | shell command* | bash | html | css | react
    | next js | vue | angular | svelte | tailwind | django | flask | fastapi | orm | kotlin | swift | scala
    | php | ruby | haskell | matlab | awk | promql | glsl | tikz | dbt | stored procedure | patch | compile
    | repository | component | terraform | implement* | reimplement* | pytest | unit test* | test case* | bug
    | bugs | diff | pandas | programmer | program | programs | programming | api | openapi | graphql
    | client to | database schema | json schema | normal form | smart contract | algorithm | docstring*
    | cobol | latex | lean 4 | cypher | lexer | parser | compiler | query faster | excel formula | formula
    | github actions | gitlab | pipeline | jenkins* | docker* | kubernetes | manifests | sparql
    | query language | pull request | statement and | one liner* | one liners | macro | diagram in
    | workflow fails | disassembly | this file | yaml fix | fix it | 代码 | 程序"""
)

MAKES = _words(
    """write | writes | generate | produce | create | compose | draft | invent | make up | make me | build | develop
    | prepare | come up with | give me | help with | improve | schreib | schreibe | erstelle | verfasse | entwirf
    | escribe | redacta | crea | prepara | rédige | écris | crée | escreva"""
)
"""Verbs of making."""

MAKING = lazy_pattern(f" (?:{'|'.join(verb.strip() for verb in MAKES)}) (?P<what>(?:\\w+ ){{0,6}})")
"""A verb of making with what it makes."""

SHORT_PRODUCTS = frozenset((
    "title", "titles", "headline", "subject", "tag", "tags", "label", "labels", "name", "keywords", "keyword",
    "query", "json", "list", "array", "object", "slug", "caption", "word", "sentence", "translation", "summary",
    "yes", "true", "output", "csv", "yaml", "null", "score", "number", "category",
))  # fmt: skip
"""What is short enough to be made by a simple task."""

WRITING = _words(
    """essay | story | stories | poem | poems | report on | report that | research report | article with | blog
    | chapter | novel | memoir | comprehensive* | detailed | in detail | pages | paragraphs | brainstorm
    | creative | synopsis | summary of | summarise | summarize the | minutes of | transcript ein protokoll
    | speech | persuasive | examples and | examples of | examples for | annotate | requirements document
    | long form | general audience | campaign | slogans | taglines | tagline | toast | lyrics for
    | song about | thread of | white paper | newsletter | storyboard | screenplay | press release | memo
    | five versions | versions that | ten versions | concepts | guidelines for | so that it sells
    | call to action | lesson | exercises | in the style of | voice | viral | conversations | dialogues
    | rede | ensayo | protokoll | 小说 | 写一篇 | 文章"""
)

CONVERSATION = _words(
    """helpful assistant | answer the question | answer the user s question | answer the following
    | answer questions | answers questions | answer their | you answer | answer user* | answer any
    | answer in | answers the question | use the following pieces of context | using only the
    | follow the instructions | the request | tutor | teacher | teach | coach | in character | role play
    | roleplay | continue the conversation | ask back | ask for | ask one | follow up on | help me
    | help the user | help users | help customers | helps | helpdesk | stay in | tell me | be warm
    | friendly assistant | memory | be concise | be brief | two sentences | feedback | greet
    | based on the information | based on the context | chatbot | companion | therap* | hello | travel bot
    | problem | the user s goal | write the answer | use the tools | 聊天"""
)
