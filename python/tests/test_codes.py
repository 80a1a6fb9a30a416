"""
Goal: a failure has the same code, status and title in every language, and each is documented.
Method: the table of the TypeScript side, read by Node from its source; the headings of docs/errors.md.
"""

import json
import subprocess
from typing import Any

import pytest
from support.processes import node
from support.vectors import repository

from pawl_fastapi.codes import codes

_print_table = """
import("./packages/pawl/src/protocol/codes.ts").then(({ codes }) => console.log(JSON.stringify(codes)));
"""


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    asked = [str(node), "--disable-warning=ExperimentalWarning", "-e", _print_table]
    answer = subprocess.run(asked, cwd=repository, check=True, capture_output=True, text=True)
    rows: dict[str, Any] = json.loads(answer.stdout)
    return rows


@pytest.mark.parametrize("code", codes)
def test_a_code_is_what_it_is_everywhere(table: dict[str, Any], code: Any) -> None:
    facts = codes[code]
    row = table[code]
    assert (facts.status, facts.title) == (row["status"], row["title"])
    assert (facts.challenge is not None) == (row["wire"] == "challenge")


@pytest.mark.parametrize("code", codes)
def test_a_code_is_documented(code: str) -> None:
    headings = (repository / "docs/errors.md").read_text(encoding="utf-8")
    assert f"### `{code}`\n" in headings
