"""Names of the simulation's lexicon, as many as a test wants."""

from __future__ import annotations

import numpy as np

from warehouse.proof.simulate.mentions.invented_names import drawn, stock


def draw_names(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """So many family names, each with a given name; of girls and of boys alike."""
    words = stock()
    family = words.words[drawn(rng, words.family, count)]
    given = np.concatenate(
        [
            words.words[drawn(rng, one, count // len(words.given) + 1)]
            for one in words.given.values()
        ]
    )[rng.permutation(count)]
    return [(str(f), str(g)) for f, g in zip(family, given, strict=True)]
