"""``python -m promptlint``."""

from __future__ import annotations

import sys

from promptlint.cli import main

sys.exit(main())
