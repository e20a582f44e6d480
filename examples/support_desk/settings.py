"""Settings of the service, from the environment with defaults for development."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    openai_api_key: str = field(default_factory=lambda: os.environ.get("OPENAI_API_KEY", ""))
    anthropic_api_key: str = field(default_factory=lambda: os.environ.get("ANTHROPIC_API_KEY", ""))

    triage_model: str = os.getenv("TRIAGE_MODEL", "gpt-4o")
    reply_model: str = os.getenv("REPLY_MODEL", "claude-opus-4-5")
    embedding_model: str = "text-embedding-3-small"
    digest_model: str = "gpt-5"

    reply_max_tokens: int = 800
    database_url: str = os.getenv("DATABASE_URL", "postgresql://localhost/support")


settings = Settings()
