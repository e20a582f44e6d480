"""One place for short questions to a model, with retries and logging."""

import logging

from openai import OpenAI, RateLimitError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from support_desk.settings import settings

log = logging.getLogger(__name__)
client = OpenAI(api_key=settings.openai_api_key, timeout=20)


@retry(retry=retry_if_exception_type(RateLimitError), wait=wait_exponential(max=30), stop=stop_after_attempt(4))
def ask(prompt: str, system: str | None = None, model: str = "gpt-4o-mini", max_tokens: int = 256) -> str:
    messages = []
    if system:
        messages.append({"role": "system", "content": system})
    messages.append({"role": "user", "content": prompt})
    response = client.chat.completions.create(model=model, messages=messages, max_tokens=max_tokens, temperature=0)
    log.info("%s: %s tokens", model, response.usage.total_tokens)
    return (response.choices[0].message.content or "").strip()
