"""What an image costs as input, by size and detail, by the rules the makers publish.

OpenAI: https://developers.openai.com/api/docs/guides/images-vision (model sizing behavior, calculating costs).
Claude: https://platform.claude.com/docs/en/build-with-claude/vision: one token for each 28 x 28 pixels after a resize
(earlier pages of it said width x height / 750, which is nearly the same).
Gemini 2: https://ai.google.dev/gemini-api/docs/image-understanding and Vertex AI's page of the same name.
Gemini 3: https://ai.google.dev/gemini-api/docs/media-resolution.
All read in November 2026.
"""

from __future__ import annotations

import math
import re

from promptlint.model import Image
from promptlint.record import record
from promptlint.tokens.amount import Amount, exactly, unknown, within

PATCH = 32
CLAUDE_PATCH = 28
UNLIMITED = 0


@record
class Limit:
    """An image is shrunk to this longest side and then to this many patches (0: no limit)."""

    side: int
    patches: int


@record
class Tiles:
    """Base tokens plus tokens for each square of 512 pixels, the short side shrunk to 768."""

    base: int
    tile: int

    def count(self, width: int, height: int, detail: str) -> int:
        """The tokens of an image."""
        if detail == "low":
            return self.base
        width, height = _within(width, height, 2048)
        short = min(width, height)
        if short > 768:
            width, height = width * 768 // short, height * 768 // short
        return self.base + self.tile * _cover(width, height, 512)

    def least(self, detail: str) -> int:
        """The tokens of the smallest image."""
        return self.count(1, 1, detail)


@record
class Patches:
    """A multiple of the patches of 32 x 32 pixels, within limits that depend on the detail."""

    multiplier: float
    low: Limit
    high: Limit
    auto: Limit
    original: Limit

    def count(self, width: int, height: int, detail: str) -> int:
        """The tokens of an image."""
        limit = {"low": self.low, "high": self.high, "original": self.original}.get(detail, self.auto)
        return math.ceil(round(_patches(width, height, limit) * self.multiplier, 6))

    def least(self, detail: str) -> int:
        """The tokens of the smallest image."""
        return self.count(1, 1, detail)


@record
class Claude:
    """One token for each patch of 28 x 28 pixels, after shrinking to a longest side and a number of tokens."""

    side: int
    tokens: int

    def count(self, width: int, height: int, detail: str) -> int:
        """The tokens of an image."""
        longer, shorter = max(width, height), min(width, height)
        if self._fits(longer, shorter):
            return _cover(longer, shorter, CLAUDE_PATCH)
        ratio = longer / shorter
        fitting, beyond = 1, longer
        while fitting + 1 < beyond:
            middle = (fitting + beyond) // 2
            if self._fits(middle, max(round(middle / ratio), 1)):
                fitting = middle
            else:
                beyond = middle
        return _cover(fitting, max(round(fitting / ratio), 1), CLAUDE_PATCH)

    def least(self, detail: str) -> int:
        """The tokens of the smallest image."""
        return 1

    def _fits(self, longer: int, shorter: int) -> bool:
        padded = math.ceil(longer / CLAUDE_PATCH) * CLAUDE_PATCH
        return padded <= self.side and _cover(longer, shorter, CLAUDE_PATCH) <= self.tokens


@record
class Gemini:
    """258 tokens for a small image, else for each tile of two thirds of the short side (256 to 768 pixels)."""

    tile: int

    def count(self, width: int, height: int, detail: str) -> int:
        """The tokens of an image."""
        if max(width, height) <= 384:
            return self.tile
        unit = min(max(math.floor(min(width, height) / 1.5), 256), 768)
        return self.tile * math.ceil(width / unit) * math.ceil(height / unit)

    def least(self, detail: str) -> int:
        """The tokens of the smallest image."""
        return self.tile


Rule = Tiles | Patches | Claude | Gemini

SMALL = Limit(2048, 1536)
WIDE = Limit(2048, 6144)
HIGH = Limit(2048, 2500)
ORIGINAL = Limit(6000, 10_000)
THUMBNAIL = Limit(512, UNLIMITED)
FREE = Limit(65_535, UNLIMITED)

RULES: dict[str, Rule] = {
    "tiles 85": Tiles(85, 170),
    "tiles 2833": Tiles(2833, 5667),
    "tiles 70": Tiles(70, 140),
    "tiles 75": Tiles(75, 150),
    "tiles 65": Tiles(65, 129),
    "patches 1.62": Patches(1.62, WIDE, WIDE, WIDE, WIDE),
    "patches 2.46": Patches(2.46, SMALL, SMALL, SMALL, SMALL),
    "patches 1.72": Patches(1.72, SMALL, SMALL, SMALL, SMALL),
    "patches 1.2 small": Patches(1.2, SMALL, SMALL, SMALL, SMALL),
    "patches 1.5 small": Patches(1.5, SMALL, SMALL, SMALL, SMALL),
    "patches 1.2 wide": Patches(1.2, WIDE, WIDE, WIDE, WIDE),
    "patches 1.2 auto high": Patches(1.2, WIDE, HIGH, HIGH, ORIGINAL),
    "patches 1.2 auto original": Patches(1.2, THUMBNAIL, HIGH, ORIGINAL, ORIGINAL),
    "patches 1.2 free": Patches(1.2, THUMBNAIL, HIGH, FREE, FREE),
    "claude": Claude(1568, 1568),
    "claude high": Claude(2576, 4784),
    "gemini 258": Gemini(258),
}
GEMINI_3 = "gemini 1120"
"""Gemini 3 gives every image up to 1 120 tokens whatever its size; measured ones had 6 % less."""

MODELS = (
    (r"gpt-4o-mini", "tiles 2833"),
    (r"(chatgpt-4o|gpt-4o|gpt-4\.5|gpt-4\.1(?!-mini|-nano)|gpt-4-(turbo|vision|1106-vision))", "tiles 85"),
    (r"gpt-4\.1-mini", "patches 1.62"),
    (r"gpt-4\.1-nano", "patches 2.46"),
    (r"o4-mini", "patches 1.72"),
    (r"(o1|o3)(?!-mini)", "tiles 75"),
    (r"computer-use-preview", "tiles 65"),
    (r"gpt-5-mini", "patches 1.2 small"),
    (r"gpt-5-nano", "patches 1.5 small"),
    (r"gpt-5(\.1)?(?![.\d])", "tiles 70"),
    (r"gpt-5\.[23]", "patches 1.2 wide"),
    (r"gpt-5\.4", "patches 1.2 auto high"),
    (r"gpt-5\.5", "patches 1.2 auto original"),
    (r"gpt-(5\.6|6)", "patches 1.2 free"),
    (r"gemini-(1\.5|2)", "gemini 258"),
    (r"gemini-[34]", GEMINI_3),
)
"""GPT-6 as GPT-5.6: https://huggingface.co/datasets/JOHNISKING/image-token-cost has the figures this gives."""


def rule_for(name: str) -> str:
    """The key of the rule for the images of an OpenAI or Gemini model, "" when none is published."""
    return next((key for pattern, key in MODELS if re.match(pattern, name)), "")


def count_image(image: Image, rule: str) -> Amount:
    """The tokens of one image; the least and open when its size is unknown, nothing known without a rule."""
    if rule == GEMINI_3:
        return within(1120, 1008, 1120, "images of Gemini 3 have up to 1120 tokens")
    if rule not in RULES:
        return unknown("no rule is published for the images of this model")
    detail = image.detail or "auto"
    if isinstance(RULES[rule], Tiles) and detail == "low":
        return exactly(RULES[rule].least(detail))
    if not image.width or not image.height:
        least = RULES[rule].least(detail)
        return Amount(least, least, least, open=True, reasons=("an image of unknown size counts as the smallest",))
    return exactly(RULES[rule].count(image.width, image.height, detail))


def _patches(width: int, height: int, limit: Limit) -> int:
    """The patches of an image after both resizes."""
    width, height = _within(width, height, limit.side)
    count = _cover(width, height, PATCH)
    if limit.patches == UNLIMITED or count <= limit.patches:
        return count
    shrink = math.sqrt(PATCH**2 * limit.patches / (width * height))
    across, down = width * shrink / PATCH, height * shrink / PATCH
    shrink *= min(math.floor(across) / across, math.floor(down) / down)
    return min(_cover(math.floor(width * shrink + 1e-6), math.floor(height * shrink + 1e-6), PATCH), limit.patches)


def _within(width: int, height: int, side: int) -> tuple[int, int]:
    """The size with the longer side at most ``side``, in whole pixels."""
    longer = max(width, height)
    if longer <= side:
        return width, height
    return max(1, round(width * side / longer)), max(1, round(height * side / longer))


def _cover(width: int, height: int, patch: int) -> int:
    return math.ceil(width / patch) * math.ceil(height / patch)
