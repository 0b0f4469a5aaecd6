"""Where the invented cases happen: real sous-préfectures, so that place matching is exercised.

Only what the simulator needs to write a cell. The country's code lists live in ``sources/``.
Source: law 21.001 of 21 January 2021 (20 préfectures) and the decree of June 2024.
"""

from __future__ import annotations

from typing import NamedTuple


class GazetteerPlace(NamedTuple):
    """A sous-préfecture, with the legion that polices it and the court that judges its cases."""

    name: str
    prefecture: str
    legion: str
    court: str


# préfecture: (gendarmerie legion, seat of the court, sous-préfectures)
_PREFECTURES: dict[str, tuple[str, str, str]] = {
    "Bangui": ("Centre", "Bangui", "Bangui-Centre Bangui-Kagas Bangui-Fleuve Bangui-Rapides"),
    "Ombella-M'Poko": ("Centre", "Bangui", "Boali Bogangolo Bossembélé Damara Yaloké"),
    "Lobaye": ("Centre", "Mbaïki", "Boda Boganangone Boganda Mbaïki Mongoumba Moboma"),
    "Kémo": ("Centre", "Bambari", "Dékoa Mala Ndjoukou Sibut"),
    "Mambéré-Kadéï": ("Ouest", "Berbérati", "Berbérati Dédé-Mokouba Gamboula Sosso-Nakombo"),
    "Mambéré": ("Ouest", "Berbérati", "Amada-Gaza Carnot Gadzi Senkpa-Mbaéré"),
    "Sangha-Mbaéré": ("Ouest", "Berbérati", "Bambio Bayanga Nola"),
    "Nana-Mambéré": ("Ouest", "Bouar", "Abba Baboua Baoro Bouar"),
    "Ouham-Pendé": ("Ouest", "Bossangoa", "Bocaranga Bossemptélé Bozoum Koui"),
    "Lim-Pendé": ("Ouest", "Bossangoa", "Paoua Ngaoundaye Ndim Kodi Taley"),
    "Ouham": ("Ouest", "Bossangoa", "Bossangoa Markounda Nana-Bakassa Nanga-Boguila"),
    "Ouham-Fafa": ("Ouest", "Bossangoa", "Batangafo Bouca Kabo Sido"),
    "Nana-Grébizi": ("Nord", "Bambari", "Kaga-Bandoro Mbrès Nana-Outa"),
    "Bamingui-Bangoran": ("Nord", "Bria", "Bamingui Ndélé"),
    "Vakaga": ("Nord", "Bria", "Birao Ouanda-Djallé Ouandja Am-Dafock"),
    "Ouaka": ("Est", "Bambari", "Bakala Bambari Grimari Ippy Kouango"),
    "Haute-Kotto": ("Est", "Bria", "Bria Ouadda Yalinga Ouandja-Kotto"),
    "Basse-Kotto": ("Est", "Bangassou", "Alindao Kembé Mingala Mobaye Satéma Zangba"),
    "Mbomou": ("Est", "Bangassou", "Bakouma Bangassou Gambo Ouango Rafaï"),
    "Haut-Mbomou": ("Est", "Bangassou", "Bambouti Djémah Obo Zémio Mboki"),
}

PLACES: tuple[GazetteerPlace, ...] = tuple(
    GazetteerPlace(name, prefecture, f"Légion {legion}", f"TGI de {court}")
    for prefecture, (legion, court, names) in _PREFECTURES.items()
    for name in names.split()
)

# Spellings that clerks use for a place; keys are canonical names.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "Mbaïki": ("M'Baïki", "Mbaiki", "M'baiki"),
    "Mbrès": ("M'brès", "Mbres"),
    "Ndjoukou": ("Njoukou",),
    "Bossembélé": ("Bossembele", "Bossembélé "),
    "Dédé-Mokouba": ("Dédé-Makouba",),
    "Nana-Outa": ("Nana-Ouata",),
    "Am-Dafock": ("Amdafock", "Am-Dafok"),
}
