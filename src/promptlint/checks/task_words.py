"""The words that the simple-task judgement looks for, as beginnings of words in text without punctuation.

A leading space means "at the start of a word", a trailing one "and nothing more". English first, with the most
common instructions in German, French, Spanish and Chinese.
"""

from __future__ import annotations

TASKS: dict[str, tuple[str, ...]] = {
    "yes-no": (
        " yes or no ", " yes no ", " true or false ", " true false ", " y or n ", " y n ", " boolean ", " binary score ", " no or yes ",
        " yes otherwise no ", " 1 or 0 ", " 0 or 1 ", " true if ", " ja oder nein ", " sí o no ", " oui ou non ", "是或否",
    ),
    "route": (
        " router ", " route the ", " route each ", " route this ", " routing ", " handler ", " which department", " right department", " which agent ",
        " to one queue", " which queue ", " right team ", " which tool ", " vectorstore or ", " dispatch ",
    ),
    "classify": (
        " classif", " categor", " label", " sentiment", " intent ", " intents ", " detect the language ", " language of the ", " language is this ",
        " triage ", " which section ", " type of the ", " type of document ", " kind of ", " tag the ", " tags ", " rate the ", " priority to ",
        " star rating", " emotion", " mark the ", " stance ", " one of these words ", " which of the ", " tone of ", " assign it to ",
        " spam or ", " moderat", " sort the ", " bucket", " kategorie", " clasific", " classe ", " catégor", " stufe ", " ordne ", "分类", "类别",
    ),
    "extract": (
        " extract", " named entit", " entities ", " mentioned in ", " keywords ", " parse the ", " pull the ", " pull out ", " find the ", " fields ",
        " from the text ", " occur in ", " line item", " split the ", " json with ", " fill in the ", " list all ", " names of ",
        " extrah", " extrae", " extrai", " lies aus ", "提取", "抽取",
    ),
    "translate": (" translat", " übersetz", " traduc", " traduz", " tradui", "翻译", "翻譯", "译文", " localize ", " localise "),
    "rewrite": (
        " rephrase ", " reword ", " spelling ", " grammar", " shorten ", " punctuation ", " short title ", " word title ", " a title of ", " a title for ",
        " subject line ", " standalone question ", " simplify this ", " search query ", " rewrite this ", " rewrite the ", " replace every ", " proofread ",
        " typos ", " paraphrase ", " in 3 5 words ", " rechtschreib", " korrigiere ", " corrige ", " kürze ",
    ),
    "format": (
        " normali", " reformat ", " convert ", " turn the following ", " turn this ", " markdown table ", " bullet list ", " bullet point", " valid json ",
        " yyyy mm dd ", " transliterate ", " format this ", " format the ", " snake case ", " iso 8601 ", " clean up the ", " capitali", " deduplicate ",
        " duplicates ", " title case ",
    ),
}  # fmt: skip

SHORT_ANSWER = (
    " only the ", " only with ", " only json ", " json only ", " return only ", " output only ", " reply only ", " answer only ", " respond only ",
    " say only ", " print only ", " provide only ", " give only ", " just the ", " return just ", " respond with just ", " nothing else", " and nothing ",
    " no other ", " name only ", " number only ", " id only ", " one word ", " single word ", " one of ", " exactly one ", " a single ", " the label ", " lowercase ",
    " lower case ", " choose from ", " pick one ", " options ", " no comment", " no preamble ", " no note", " one per line ",
    " comma separated ", " unchanged ", " strictly ", " with one word ", " at most ", " verbatim ", " json array ", " json object ", " json list ", " return json ",
    " output json ", " as json ", " one sentence ", " one line ", " null ", " as it is ", " keep the ", " without quot", " no quot", " do not invent ",
    " not mentioned ", " not stated ", " is missing ", " unknown ", " under 60 ", " nur ", " solo ", " uniquement ", " seule ", " sólo ", " solamente ", " sin comentarios ",
    "只返回", "只输出", "仅输出", "仅返回",
)  # fmt: skip

DENIALS = (
    " do not explain ", " don t explain ", " never explain ", " not explain ", " no explanation ", " no explanations ", " without explanation ", " without explaining ",
    " no reasoning ", " no code fence", " no code block", " do not infer ", " don t infer ", " do not analyze ", " do not analyse ", " keine erklärung ", " keine erklärungen ",
    " sans explication ", " sin explicaciones ", "不要解释",
)  # fmt: skip
"""Requests to leave something out; read as asking for a short answer, so that "do not explain" is no "explain"."""

REASONING = (
    " step by step ", " think ", " thinking ", " thought ", " reason about ", " reasoning ", " reasons ", " analy", " evaluat", " assess", " explain", " explanation",
    " justif", " discuss", " weigh ", " compare ", " prove ", " proof ", " disprove ", " deriv", " infer ", " inference ", " hypothes", " critique ", " critic ",
    " judge ", " root cause", " why ", " consider ", " estimate ", " forecast ", " predict how ", " recommend", " argument", " evidence ", " implicit ", " verify ",
    " reconcile ", " solve ", " solution", " puzzle ", " riddle ", " equation", " math", " conclusion", " conclude", " work out ", " examine ", " trade off", " in depth ",
    " audit", " advis", " advice ", " expert in ", " experts ", " world class ", " physician ", " lawyer ", " statutes ", " precedents ", " diagnos", " graduate ",
    " suggest", " propose", " fallac", " how many ", " multiple choice ", " investigat", " infer", " implications ", " counterexample",
    " begründ", " beurteil", " bewerte", " erkläre", " analysiere ", " justifi", " explique ", " explica ", "推理", "分析", "解释",
)  # fmt: skip

PLANNING = (
    " plan ", " plans ", " planner", " planning ", " strateg", " design ", " schedule ", " roadmap ", " milestone", " curriculum ", " itinerar", " minimal ", " optimal",
    " optimi", " delegate ", " supervisor ", " agent ", " agents ", " workflow", " autonomous ", " until ", " next step", " then ", " double check ", " negotiat",
    " migration ", " look up ", " goal ", " next action ", " carry out ", " action input ", " élabore ", " entwirf ",
)  # fmt: skip

CODE = (
    " code ", " python ", " java ", " javascript ", " typescript ", " rust ", " golang ", " c++ ", " sql ", " regex ", " regular expression ", " function that ", " the function ",
    " given function ", " this function ", " all functions ", " public functions ", " refactor ", " script ", " shell command", " bash ", " html ", " css ", " react ", " terraform ",
    " implement", " pytest ", " unit test", " bug ", " bugs ", " diff ", " pandas ", " programmer ", " program ", " programs ", " programming ", " api ", " openapi ",
    " database schema ", " smart contract ", " algorithm ", " docstring", " cobol ", " latex ", " cypher ", "代码", "python",
)  # fmt: skip

WRITING = (
    " write a ", " write an ", " write the ", " write in ", " write about ", " draft ", " essay ", " story ", " poem ", " report on ", " report that ", " article with ", " blog ", " chapter ",
    " novel ", " comprehensive", " detailed ", " in detail ", " pages ", " paragraphs ", " create a", " create an ", " develop ", " compose ", " brainstorm ", " come up with ", " creative",
    " synopsis ", " summary of ", " summarise the ", " summarize the ", " minutes ", " speech ", " persuasive ", " examples and ", " annotate ", " improve this ", " improve the ",
    " requirements document ", " long form ", " general audience ", " campaign ", " slogans ", " rede ", " schreibe ", " verfasse ", " escribe ", " ensayo ", " rédige ", " écris ", "小说", "写一篇",
)  # fmt: skip

CONVERSATION = (
    " helpful assistant ", " answer the question ", " answer the user s question ", " answer the following ", " answer questions ", " answers questions ", " answer their ", " you answer ",
    " answer user ", " answer any ", " answer in ", " use the following pieces of context ", " using only the ", " tutor ", " teacher ", " coach ", " in character ", " role play ", " roleplay ",
    " continue the conversation ", " ask back ", " ask for ", " ask one ", " follow up on ", " help the user ", " help users ", " help customers ", " helps ", " stay in ", " tell me ",
    " be warm ", " friendly ", " memory ", " be concise ", " be brief ", " two sentences ", " feedback ", " exercises ", " greet ", " based on the information ", " based on the context ",
    " chatbot ", " companion ", " therap", " teach ", " hello ",
)  # fmt: skip
