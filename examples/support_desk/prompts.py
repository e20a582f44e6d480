"""The prompts of the service. The long one for replies lives in templates/reply.md, where support can edit it."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"

REPLY = (TEMPLATES / "reply.md").read_text(encoding="utf-8")

TRIAGE = (
    "Classify the support ticket into exactly one of these categories: "
    "billing, shipping, returns, warranty, account, other. "
    "Answer with the category only, in lower case, without punctuation."
)

SUMMARY = """\
Summarise the conversation between a customer and our support desk for the agent who takes over.
Name the order number, what was promised to the customer and by when, and what is still open.
At most five sentences. Do not judge the customer or the agent.
"""

ESCALATION = """\
You advise the team lead of a support desk on tickets that customers have escalated.

Weigh the history of the case, the policy and what the customer is likely to do next. Recommend one of: refund in full,
partial refund, replacement, apology without compensation, hand over to legal. Give the reasons for and against, the cost
to us, and a draft of the message to the customer.
"""

DIGEST = """\
You write the weekly digest for the product team of an outdoor shop.
Group the complaints by product, name how many customers reported each, and quote one of them.
Close with the three changes that would have prevented the most tickets.
"""
