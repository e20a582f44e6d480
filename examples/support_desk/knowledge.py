"""Finds tickets that were solved before and look like this one."""

from openai import OpenAI

from support_desk.models import Ticket
from support_desk.settings import settings

client = OpenAI(api_key=settings.openai_api_key)


def embed(texts: list[str]) -> list[list[float]]:
    response = client.embeddings.create(model=settings.embedding_model, input=texts)
    return [item.embedding for item in response.data]


def similar_replies(ticket: Ticket, connection, limit: int = 3) -> list[str]:
    (vector,) = embed([ticket.text])
    rows = connection.execute(
        "SELECT reply FROM solved WHERE tenant = %s ORDER BY embedding <=> %s LIMIT %s",
        (ticket.tenant.name, vector, limit),
    )
    return [row[0] for row in rows]
