"""The signs and words that say "as in the row above": sorting the list makes them say another."""

from __future__ import annotations

import re

from warehouse.text import fold, tidy

# In small letters alone are `do` and `id` signs: `DO` is a family's name.
_DITTO = re.compile(
    r"[-–—.,\s]*(\"|''|,,|〃|↓+|\(\"\))[-–—.,\s]*|[-–—]+\s*//\s*[-–—]+"
    r"|(?i:idem|dito|ditto|ibid|ibidem)\.?|do|d°|id\.?|Id\."
)
_LONGEST = 8
# Folded. Where it points to is another row, of this list or of another paper.
_PLACE = (
    r"(?:ci dessus|ci avant|ci dessous|ci joints?|ci jointes?|plus (?:haut|bas)|supra|precedente?s?"
    r"|(?:la |le |l |au |du )?(?:ligne|n|no|num|numero|fiche|pv|dossier|page|annexe|colonne|rang"
    r"|listes?|tableau|feuille|fichier|rapport|document)"
    r"(?: \w{1,12}){0,4})"
)
_POINTS = re.compile(
    rf"(?:voir|cf|conf|confere|conferer|comme|idem|meme|memes|la meme|le meme|les memes)"
    rf"(?: (?:que|a|au|celui|celle))* {_PLACE}"
    r"|(?:la |le |les )?memes?(?: que| personnes?| victimes?| auteurs?| individus?| enfants?"
    r"| suspects?| mise? en cause| prevenue?s?)?"
    r"|voir|(?:liste|annexe|fiche|tableau|fichier|document)s? (?:ci )?jointe?s?|ci jointe?s?"
    r"|ci dessus|(?:deja|ci dessus|sus|pre)(?: |$)?"
    r"(?:citee?s?|nommee?s?|mentionnee?s?|enregistree?s?|indiquee?s?)"
)


def is_ditto(raw: str) -> bool:
    """Whether a cell only repeats the one above it, or says in which row to look."""
    text = tidy(raw)
    if 0 < len(text) <= _LONGEST and _DITTO.fullmatch(text) is not None:
        return True
    return _POINTS.fullmatch(fold(text)) is not None
