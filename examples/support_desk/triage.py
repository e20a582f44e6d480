"""Which queue does a ticket belong in?"""

from openai import OpenAI

from support_desk import prompts
from support_desk.llm import ask
from support_desk.models import Ticket
from support_desk.settings import settings

QUEUES = ("billing", "shipping", "returns", "warranty", "account", "other")


class Triage:
    def __init__(self, client: OpenAI | None = None) -> None:
        self.client = client or OpenAI(api_key=settings.openai_api_key)
        self.model = settings.triage_model

    def queue(self, ticket: Ticket) -> str:
        response = self.client.chat.completions.create(
            model=self.model,
            messages=[
                {"role": "system", "content": prompts.TRIAGE},
                {"role": "user", "content": ticket.text},
            ],
            max_tokens=5,
            temperature=0,
        )
        answer = (response.choices[0].message.content or "").strip().lower()
        return answer if answer in QUEUES else "other"


def is_angry(ticket: Ticket) -> bool:
    prompt = f"""
        You read messages that customers send to a support desk.
        Decide whether the customer who wrote the message is angry.

        Count as anger:
        - sarcasm
        - threats to leave, to complain in public or to call a lawyer
        - the third message about the same order

        Do not count:
        - bad news told in a calm way
        - capital letters in order numbers and product names
        - exclamation marks in a greeting

        Answer with yes or no and nothing else.

        Subject: {ticket.subject}
        Message: {ticket.body}
        """
    return ask(prompt, max_tokens=3).lower().startswith("yes")


def language(ticket: Ticket) -> str:
    return ask(f"Which language is this text in? Answer with the ISO 639-1 code only.\n\n{ticket.body[:500]}", max_tokens=4)
