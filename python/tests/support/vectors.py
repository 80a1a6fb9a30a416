"""The vectors that every verifier is held to, in whatever language it is."""

import json
from pathlib import Path
from typing import Any

repository = Path(__file__).parents[3]

vectors: dict[str, Any] = json.loads(
    (repository / "packages/pawl/test/vectors/access-tokens.json").read_text(encoding="utf-8")
)
