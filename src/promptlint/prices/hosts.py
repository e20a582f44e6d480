"""Who bills a model: the hosts, what code calls them, and where to look when a host does not list a name."""

from __future__ import annotations

MAKERS = (
    "openai", "anthropic", "google", "mistral", "cohere", "deepseek", "xai", "perplexity", "alibaba", "zai",
    "moonshot", "voyage", "jina", "ai21", "minimax", "meta",
)  # fmt: skip
"""Hosts that sell their own models, in the order a bare name is tried."""
OWN_MODELS = {
    "perplexity": ("sonar", "pplx-", "r1-1776"),
    "alibaba": ("qwen", "qwq", "qvq", "text-embedding-v"),
    "mistral": ("mistral", "ministral", "mixtral", "codestral", "devstral", "magistral", "pixtral", "voxtral", "open-",
                "labs-"),
    "moonshot": ("kimi", "moonshot"),
    "minimax": ("minimax", "abab"),
}  # fmt: skip
"""Makers that sell others' models as well: how the names of their own begin."""
RESELLERS = (
    "bedrock", "vertex", "azure", "groq", "together", "fireworks", "cerebras", "deepinfra", "databricks", "sambanova",
    "watsonx", "nebius", "cloudflare", "replicate", "zhipu",
)  # fmt: skip
FALLBACKS = {
    "google": ("vertex",),
    "vertex": ("google", "anthropic", "mistral"),
    "azure": ("openai", "anthropic", "mistral", "cohere", "deepseek", "xai", "meta"),
    "bedrock": ("anthropic",),
    "zai": ("zhipu",),
    "zhipu": ("zai",),
}
"""Hosts that resell: whose list price stands in for a name the host's own list lacks."""
_SELF_HOSTED = (
    "ollama ollama_chat vllm hosted_vllm lm_studio lmstudio llamafile llamacpp llama_cpp llama-cpp ctransformers "
    "gpt4all huggingface_local transformers mlx localai xinference triton oobabooga petals onnx self-hosted local"
)
SELF_HOSTED = frozenset(_SELF_HOSTED.split())
_GATEWAYS = (
    "openrouter xroute litellm_proxy litellm vercel_ai_gateway vercel portkey helicone aihubmix aiml unify "
    "requesty clf_ai_gateway cloudflare_ai_gateway github github_copilot github_models braintrust martian gateway"
)
GATEWAYS = frozenset(_GATEWAYS.split())
"""Resell at prices of their own; where those are not known the maker's list price stands in, and is noted."""
_SPELLINGS = {
    "openai": "openai text-completion-openai openai-chat openai-responses openai_chat chatgpt openai_like",
    "anthropic": "anthropic claude",
    "google": "google gemini google_genai google-genai google-gla googleai google_ai google-ai google_ai_studio palm",
    "vertex": "vertex vertex_ai vertexai vertex-ai google_vertexai google-vertex google_vertex google_anthropic_vertex "
    "vertex_ai_beta anthropic_vertex anthropic-vertex",
    "azure": "azure azure_ai azure-ai azure_openai azureopenai azure-openai azure_text azureml azure_foundry",
    "bedrock": "bedrock bedrock_converse bedrock-converse amazon_bedrock amazon-bedrock aws amazon bedrock_mantle "
    "anthropic_bedrock anthropic-bedrock",
    "mistral": "mistral mistralai mistral_ai mistral-ai codestral text-completion-codestral",
    "cohere": "cohere cohere_chat cohereai",
    "groq": "groq groqcloud",
    "together": "together together_ai togetherai together-ai",
    "fireworks": "fireworks fireworks_ai fireworksai fireworks-ai",
    "deepseek": "deepseek deepseek_ai",
    "xai": "xai x-ai x_ai grok",
    "perplexity": "perplexity pplx perplexityai",
    "alibaba": "alibaba dashscope qwen tongyi aliyun qwen_ai_platform qwencloud",
    "zai": "zai z-ai z_ai",
    "zhipu": "zhipu zhipuai bigmodel",
    "moonshot": "moonshot moonshotai moonshot_ai kimi",
    "voyage": "voyage voyageai voyage_ai",
    "jina": "jina jina_ai jinaai",
    "cerebras": "cerebras",
    "deepinfra": "deepinfra",
    "databricks": "databricks",
    "ai21": "ai21",
    "minimax": "minimax",
    "meta": "meta meta_llama llama_api",
    "sambanova": "sambanova",
    "watsonx": "watsonx ibm watsonx_ai ibm_watsonx",
    "nebius": "nebius",
    "cloudflare": "cloudflare workers_ai",
    "replicate": "replicate",
    "openrouter": "openrouter open_router",
    "xroute": "xroute",
}
HOSTS = {spelling: host for host, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def makes(host: str, name: str) -> bool:
    """Whether a name the maker sells is a model of its own."""
    return name.lower().startswith(OWN_MODELS.get(host, ""))


def host_of(provider: str | None) -> str | None:
    """The book's name of a host for what an SDK or gateway calls it; None when unknown or not given."""
    if provider is None:
        return None
    name = provider.strip().lower()
    if name in SELF_HOSTED:
        return "self-hosted"
    if name in HOSTS:
        return HOSTS[name]
    return name if name in GATEWAYS else None
