"""Summaries for the agents of the next shift, all open tickets at once."""

import asyncio

from openai import AsyncOpenAI

from support_desk import prompts
from support_desk.models import Ticket
from support_desk.settings import settings

client = AsyncOpenAI(api_key=settings.openai_api_key)
limit = asyncio.Semaphore(8)


async def summarise(ticket: Ticket) -> str:
    conversation = "\n".join(ticket.history)
    async with limit:
        response = await client.chat.completions.create(
            model="gpt-4.1-mini",
            messages=[
                {"role": "system", "content": prompts.SUMMARY},
                {"role": "user", "content": conversation},
            ],
        )
    return response.choices[0].message.content or ""


async def handover(tickets: list[Ticket]) -> dict[int, str]:
    summaries = await asyncio.gather(*(summarise(ticket) for ticket in tickets))
    return {ticket.id: summary for ticket, summary in zip(tickets, summaries, strict=True)}
