"""YAML without its traps: a key given twice and a key that is a boolean are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import ContractError, message


class _StrictLoader(yaml.CSafeLoader):
    """YAML that refuses a key given twice and keys that are booleans to it.

    The C loader: every DAG parse reads all contracts. A loader of YAML 1.2 (ruamel.yaml), which
    knows no such booleans, is written in Python alone and took fifteen times as long on the twelve.
    """


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} stands twice", key_node.start_mark
            )
        if isinstance(key, bool):
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} is a boolean to YAML: quote it", key_node.start_mark
            )
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> object:
    """What a YAML file says.

    Raises:
        ContractError: it is no YAML, or walks into a trap.
    """
    try:
        return yaml.load(path.read_text("utf-8"), _StrictLoader)
    except yaml.YAMLError as fault:
        raise ContractError(
            message("contract_not_yaml", file=path.name, detail=" ".join(str(fault).split()))
        ) from fault
