"""The HTTP interface."""

import psycopg
from fastapi import FastAPI, HTTPException

from support_desk.escalation import advise
from support_desk.knowledge import similar_replies
from support_desk.models import Tenant, Ticket
from support_desk.replies import draft_reply, shorten
from support_desk.settings import settings
from support_desk.triage import Triage, is_angry, language

app = FastAPI(title="Support desk")
triage = Triage()


@app.post("/tickets")
def receive(subject: str, body: str, tenant_id: int) -> dict[str, object]:
    with psycopg.connect(settings.database_url) as connection:
        row = connection.execute("SELECT name, tone, model FROM tenants WHERE id = %s", (tenant_id,)).fetchone()
        if row is None:
            raise HTTPException(404, "no such tenant")
        ticket = Ticket(id=0, tenant=Tenant(*row), subject=subject, body=body)
        ticket.language = language(ticket)
        reply = draft_reply(ticket, similar_replies(ticket, connection))
    return {
        "queue": triage.queue(ticket),
        "angry": is_angry(ticket),
        "reply": reply,
        "sms": shorten(reply),
        "advice": advise(ticket) if is_angry(ticket) else None,
    }
