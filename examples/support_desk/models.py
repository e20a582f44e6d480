"""What the service passes around."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Tenant:
    name: str
    tone: str
    model: str  # chosen by the customer in the admin panel


@dataclass
class Ticket:
    id: int
    tenant: Tenant
    subject: str
    body: str
    language: str = "en"
    history: list[str] = field(default_factory=list)
    opened: datetime = field(default_factory=datetime.now)

    @property
    def text(self) -> str:
        return f"{self.subject}\n\n{self.body}"
