"""Drafts replies to customers with Claude; a human sends them."""

from anthropic import Anthropic

from support_desk import prompts
from support_desk.models import Ticket
from support_desk.settings import settings

claude = Anthropic(api_key=settings.anthropic_api_key)


def draft_reply(ticket: Ticket, similar: list[str]) -> str:
    examples = "\n\n---\n\n".join(similar)
    message = claude.messages.create(
        model=settings.reply_model,
        max_tokens=settings.reply_max_tokens,
        system=prompts.REPLY.format(company="Fernweh Outfitters", tone=ticket.tenant.tone),
        messages=[
            {"role": "user", "content": f"Replies to similar tickets:\n\n{examples}\n\nThe ticket:\n\n{ticket.text}"},
        ],
    )
    return message.content[0].text


def shorten(reply: str) -> str:
    """The reply as a text message, for customers without an e-mail address."""
    message = claude.messages.create(
        model="claude-haiku-45",
        max_tokens=120,
        messages=[{"role": "user", "content": f"Shorten this reply to 300 characters. Keep dates and numbers.\n\n{reply}"}],
    )
    return message.content[0].text
