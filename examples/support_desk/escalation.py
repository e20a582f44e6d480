"""Advice to the team lead on escalated tickets."""

from openai import OpenAI

from support_desk import prompts
from support_desk.models import Ticket
from support_desk.settings import settings

client = OpenAI(api_key=settings.openai_api_key)


def advise(ticket: Ticket) -> str:
    response = client.responses.create(
        model="gpt-4-turbo",
        instructions=prompts.ESCALATION,
        input=ticket.text + "\n\nHistory:\n" + "\n".join(ticket.history),
        max_output_tokens=1500,
    )
    return response.output_text


def ask_tenant_model(ticket: Ticket, question: str) -> str:
    """The team lead's own question, answered by the model that the customer has under contract."""
    response = client.responses.create(
        model=ticket.tenant.model,
        instructions="Answer the question about the ticket in at most three sentences.",
        input=f"{question}\n\n{ticket.text}",
        max_output_tokens=300,
    )
    return response.output_text
