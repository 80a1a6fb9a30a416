"""Payloads as both versions of Pydantic write them."""

from typing import Any

from pydantic import BaseModel


def sent(model: BaseModel) -> dict[str, Any]:
    """What was set, and nothing else."""
    write: Any = getattr(model, "model_dump", None) or model.dict
    members: dict[str, Any] = write(exclude_unset=True)
    return members
