"""The weekly digest for the product team."""

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

from support_desk import prompts
from support_desk.models import Ticket
from support_desk.settings import settings

llm = ChatOpenAI(model=settings.digest_model, max_retries=3)
prompt = ChatPromptTemplate.from_messages(
    [
        ("system", prompts.DIGEST),
        ("human", "Tickets of the week from {start} to {end}:\n\n{tickets}"),
    ]
)
chain = prompt | llm | StrOutputParser()


def weekly_digest(tickets: list[Ticket], start: str, end: str) -> str:
    listing = "\n".join(f"#{ticket.id} {ticket.subject}: {ticket.body[:300]}" for ticket in tickets)
    # promptlint: ignore[PL501] once a week, and it may be as long as the week was bad
    return chain.invoke({"start": start, "end": end, "tickets": listing})
