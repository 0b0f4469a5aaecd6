from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.codes import read_code, read_codes
from warehouse.conform.clean.places import read_place
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.errors import ContractError
from warehouse.text import MISSING_MARKERS, fold

SOURCES = Path(__file__).parents[2] / "sources"
CODES = SOURCES / "codes"
LISTS = load_codelists(CODES)

REFORM = date(2021, 1, 21)
BEFORE, AFTER = date(2019, 6, 1), date(2024, 6, 1)
COURTS_REFORM = date(2025, 7, 1)

# What clerks have written: every distinct coded value of four months of twelve exports.
WRITTEN = {
    "exploitation": {
        "SEX_PROST": ["Prostitution forcée"],
        "SEX_OTH": ["Exploitation sexuelle", "expl. sexuelle", "SexualExploitation"],
        "FL_MINE": ["Travail forcé (mines)", "Travail forcé - mines", "chantier minier"],
        "FL_AGRI": ["Travail forcé agricole", "travaux champêtres forcés"],
        "FL_DOM": ["Servitude domestique", "travail domestique forcé", "Domestique", "Servitude"],
        "FL_VENTE": ["Vente ambulante", "petit commerce forcé", "Vente ambulante forcée"],
        "FL_OTH": ["ForcedLabour"],
        "SLAVERY": ["Pratiques analogues à l'esclavage", "esclavage"],
        "ARMED": [
            "EAFGA",
            "Enfant soldat",
            "Enrôlement groupe armé",
            "Enrôlement par groupe armé",
            "ForcedMilitaryByNonStateActors",
        ],
        "MARR": ["Mariage forcé", "mariage précoce/forcé", "ForcedMarriage"],
        "BEG": ["mendicité", "Mendicité forcée", "ForcedBegging"],
    },
    "means": {
        "DEBT": ["Dette", "DebtBondage"],
        "PROMISES": ["Fausses promesses", "FalsePromises"],
        "DECEPTION": ["Tromperie"],
        "THREATS": ["Menaces", "PhysicalThreats"],
        "PHYSICAL": ["Violences"],
        "ABDUCTION": ["Enlèvement"],
        "VULNERABILITY": ["Abus de vulnérabilité"],
        "DOCUMENTS": ["Confiscation des documents", "WithholdsDocuments"],
        "EARNINGS": ["TakesEarnings"],
    },
    "service": {
        "HEALTH": ["Médical", "Health"],
        "PSYCHOSOCIAL": ["Psychosocial"],
        "SHELTER": ["Hébergement"],
        "FOOD": ["Vivres"],
        "NFI": ["Kit NFI"],
        "EDUCATION": ["Réinsertion scolaire"],
        "LEGAL": ["Legal"],
        "LIVELIHOOD": ["Livelihood"],
        "SOCIAL_CARE": ["SocialCare"],
    },
    "nationality": {
        "CAF": ["Centrafricaine", "centrafricaine", "RCA", "CAF"],
        "TCD": ["Tchadienne", "tchadienne"],
        "CMR": ["Camerounaise", "camerounaise", "CMR"],
        "COD": ["RDC", "rdc", "Congolaise (RDC)", "COD"],
        "COG": ["COG"],
        "NGA": ["Nigériane", "nigériane"],
        "SDN": ["Soudanaise"],
        "UNKNOWN_CONGO": ["congolaise"],
    },
    "court": {
        "TGI-BAMBARI": ["TGI de Bambari"],
        "TGI-BANGASSOU": ["TGI de Bangassou"],
        "TGI-BANGUI": ["TGI de Bangui"],
        "TGI-BERBERATI": ["TGI de Berbérati"],
        "TGI-BOSSANGOA": ["TGI de Bossangoa"],
        "TGI-BRIA": ["TGI de Bria"],
        "TGI-MBAIKI": ["TGI de Mbaïki"],
    },
    "unit": {
        "OCRB": ["OCRB"],
        "BRIG_CRIM": ["Brigade criminelle"],
        "COMM-5": ["Commissariat 5e"],
        "GN": ["GENDARMERIE"],
        "UMIRR": ["UMIRR"],
        "DSPJ": ["DSPJ"],
        "BT-BANGUI-RAPIDES": ["BT Bangui-Rapides"],
        "BT-IPPY": ["BT Ippy"],
        "BT-KAGA-BANDORO": ["BT Kaga-Bandoro"],
        "BT-MBAIKI": ["BT Mbaïki"],
    },
    "verdict": {"CONDAMNE": ["Condamné"], "RELAXE": ["Relaxé"], "ACQUITTE": ["Acquitté"]},
    "orientation": {
        "INFORMATION": ["Information ouverte"],
        "SANS_SUITE": ["Classement sans suite"],
        "FLAGRANT": ["Flagrant délit"],
        "CITATION": ["Citation directe"],
    },
    "police_outcome": {
        "TRANSMIS_PARQUET": ["Transmis au parquet", "PV transmis"],
        "DEFERE": ["Déféré"],
        "LIBERE": ["Libéré"],
        "ENQUETE_EN_COURS": ["Enquête en cours", "En cours"],
        "ENQUETE_PRELIMINAIRE": ["Enquête préliminaire"],
        "MISE_EN_DEMEURE": ["Mise en demeure"],
    },
    "relationship": {
        "FAMILY": ["Parent", "Familial"],
        "NEIGHBOUR": ["Voisin"],
        "EMPLOYER": ["Employeur"],
        "NO_RELATION": ["Aucun", "Unaquainted"],
        "ACQUAINTANCE": ["Acquainted"],
        "UNKNOWN": ["Inconnu"],
    },
    "displacement": {
        "RETURNEE": ["Retourné"],
        "RESIDENT": ["Résident"],
        "IDP": ["PDI"],
        "REFUGEE": ["Réfugié"],
    },
    "victim_status": {
        "PRESUMED": ["PossibleVictimOfTrafficking"],
        "CONFIRMED": ["ActualVictimOfTrafficking"],
    },
    "adjournment_reason": {
        "ABSENCE_AVOCAT": ["Absence de l'avocat", "absence de l’avocat"],
        "ABSENCE_PREVENU": ["Absence du prévenu"],
        "COMPLEMENT_ENQUETE": ["Complément d'enquête"],
    },
    "referral": {
        "MINFEMME": ["minfemme"],
        "GENDARMERIE": ["gendarmerie"],
        "UMIRR": ["UMIRR"],
        "TRAVAIL": ["travail"],
        "DSPJ": ["dspj"],
        "IOM": ["iom"],
    },
    "reintegration": {"FAMILLE_ACCUEIL": ["En famille d'accueil"], "REINSERE": ["Réinséré"]},
    "sector": {"T": ["Domestique"], "A": ["Agriculture"], "B": ["Mines"], "G": ["Commerce"]},
    "plan_status": {
        "NON_DEMARREE": ["Non démarrée"],
        "EN_COURS": ["En cours", "en cours ", "EN COURS"],
    },
    "plan_axis": {
        "PREVENTION": ["Prévention"],
        "PROTECTION": ["Protection"],
        "POURSUITE": ["Poursuite"],
        "PARTENARIAT": ["Partenariat"],
    },
    "ministry": {
        "FEMME": ["Promotion de la femme"],
        "ACTION_HUMANITAIRE": ["Action humanitaire"],
        "SECURITE": ["Sécurité publique"],
        "JUSTICE": ["Justice"],
        "TRAVAIL": ["Travail"],
        "SANTE": ["Santé"],
    },
    "role": {"victim": ["Victime"], "suspect": ["Mis en cause", "Mise en cause", "MIS EN CAUSE"]},
    "id_type": {"CNI": ["CNI"]},
    "offence": {
        "TIP": ["Traite des personnes"],
        "TIP_CHILD": ["Traite d'enfants"],
        "TIP_AGG": ["Traite de personnes aggravée"],
    },
}
CASES = [
    (name, text, code)
    for name, codes in WRITTEN.items()
    for code, texts in codes.items()
    for text in texts
]


@pytest.mark.parametrize(
    ("name", "text", "code"), CASES, ids=[f"{name}-{text}" for name, text, _ in CASES]
)
def test_what_clerks_write_is_read(name: str, text: str, code: str) -> None:
    assert read_code(text, LISTS.lookup(name)).code == code
    assert read_code(text.upper(), LISTS.lookup(name)).code == code


@pytest.mark.parametrize(
    ("name", "cell", "codes"),
    [
        ("exploitation", "mariage précoce/forcé, EAFGA", ("MARR", "ARMED")),
        ("exploitation", "Travail forcé - mines; Mendicité forcée", ("FL_MINE", "BEG")),
        ("means", "Enlèvement, Fausses promesses", ("ABDUCTION", "PROMISES")),
        ("means", "WithholdsDocuments;TakesEarnings", ("DOCUMENTS", "EARNINGS")),
        ("service", "Médical; Psychosocial", ("HEALTH", "PSYCHOSOCIAL")),
    ],
)
def test_several_values_in_a_cell_are_all_read(
    name: str, cell: str, codes: tuple[str, ...]
) -> None:
    assert read_codes(cell, LISTS.lookup(name)).codes == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nigérienne", "NER"),
        ("Nigériane", "NGA"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Soudanais", "SDN"),
        ("Sud-Soudanaise", "SSD"),
        ("Soudan du Sud", "SSD"),
        ("Guinéen", "GIN"),
        ("Équato-guinéenne", "GNQ"),
        ("Congolais", "UNKNOWN_CONGO"),
        ("Congo", "UNKNOWN_CONGO"),
        ("Congolais(e)", "UNKNOWN_CONGO"),
        ("Congo-Brazzaville", "COG"),
        ("Congolaise (Brazzaville)", "COG"),
        ("Congolais RDC", "COD"),
        ("République du Congo", "COG"),
        ("République démocratique du Congo", "COD"),
        ("Centrafr.", "CAF"),
        ("Centrafricain(e)", "CAF"),
        ("R.C.A.", "CAF"),
        ("Tchadien(ne)", "TCD"),
        ("apatride", "STATELESS"),
        ("Côte d’Ivoire", "CIV"),
        ("Namibie", "NAM"),
    ],
)
def test_a_nationality_is_one_country_or_says_that_it_is_not_settled(text: str, code: str) -> None:
    assert read_code(text, LISTS.lookup("nationality")).code == code


NOT_SAID = {
    "verdict": [
        "non condamné", "Pas condamné", "condamné ?", "Condamné (?)", "non coupable",
        "relaxé partiellement", "relaxe partielle", "Condamné / Relaxé", "condamné et relaxé",
        "relaxé pour vol, condamné pour traite", "ni condamné ni relaxé", "lieu", "non-lieu ?",
        "non-lieu partiel", "sans suite", "en fuite", "condamné (sursis)", "Condamné (annulé)",
        # How it was judged, or what was undone, and not what was decided.
        "par défaut", "contumace", "annulation", "infirmation partielle",
    ],
    "police_outcome": [
        "non transmis", "non déféré", "à déférer", "sera déféré", "déféré, puis libéré",
        "déféré / en fuite", "garde à vue levée", "plainte retirée", "en fuite ?", "non libéré",
    ],
    "orientation": ["non classé", "non poursuivi", "classé ?", "non lieu"],
    "role": [
        "non victime", "Victime/auteur", "victime et témoin", "victime ?", "2 victimes",
        "victime n°1", "tuteur", "non auteur", "civilement responsable",
    ],
    # Who is not confirmed is still presumed, or is no victim: it does not say.
    "victim_status": ["non confirmée", "pas victime", "confirmée ?", "oui", "en cours"],
    "exploitation": [
        "pas d'exploitation sexuelle", "pas d’exploitation sexuelle", "aucune prostitution forcée",
        "exploitation sexuelle (non)", "exploitation sexuelle ?", "tentative de mariage forcé",
        "risque de mariage forcé", "mariage non forcé", "ni travail forcé, ni mariage forcé",
        "travail forcé ou exploitation sexuelle", "travail, non sexuelle",
    ],
    "relationship": ["oncle ?", "oncle/tuteur", "oncle ou voisin", "non parent", "ex-employeur"],
    "nationality": [
        "non centrafricaine", "Centrafricaine ?", "centrafricaine/tchadienne", "étrangère",
        "d'origine tchadienne", "née au Tchad", "franco-centrafricaine",
    ],
    "adjournment_reason": [
        "avocat présent", "détenu extrait", "absence témoin et victime", "non citation",
    ],
    "reintegration": ["non réinséré", "pas réinséré", "réinséré ?", "non réunifié", "à réinsérer"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in NOT_SAID.items() for text in texts]
)
def test_what_is_denied_doubted_or_told_beside_something_else_is_unread(
    name: str, text: str
) -> None:
    read = read_codes if name == "exploitation" else read_code
    assert read(text, LISTS.lookup(name)).state == "unread"


@pytest.mark.parametrize("name", sorted(LISTS.lists))
def test_no_label_keeps_its_code_when_it_is_denied_or_doubted(name: str) -> None:
    lookup = LISTS.lookup(name)
    for label, code in lookup.items():
        for denied in (f"non {label}", f"pas {label}", f"sans {label}", f"{label} : non"):
            # An adjournment "for" an extraction is for the one that failed.
            assert lookup.get(fold(denied)) != code or name == "adjournment_reason"
        assert read_codes(f"{label} ?", lookup).state != "read"
        assert read_place(f"{label} ?", lookup).code is None


def test_the_marker_na_is_not_namibia() -> None:
    assert read_code("NA", LISTS.lookup("nationality")).state == "missing"


def test_all_countries_of_iso_3166_have_a_three_letter_code() -> None:
    countries = [row for row in LISTS.rows("nationality") if row.attributes["alpha2"]]
    assert len(countries) == 249
    assert all(len(c.code) == 3 and c.code.isupper() and c.code.isascii() for c in countries)
    seed = "CAF TCD CMR COD COG SDN SSD NGA NER MLI SEN GIN BEN BFA RWA BDI LBN CHN RUS FRA"
    with_adjectives = {c.code for c in countries if c.attributes["adjective_f"]}
    assert set(seed.split()) <= with_adjectives


def test_every_committed_list_loads_and_is_named_in_both_languages() -> None:
    assert len(LISTS.lists) >= 28
    for name, one in LISTS.lists.items():
        assert one.codes, f"{name} is empty"
        assert one.head.title.fr and one.head.title.en
        for code in one.codes.values():
            assert code.label("fr") and code.label("en"), f"{name} {code.code}"


def test_every_alias_of_every_list_resolves_to_its_code() -> None:
    seen = 0
    for path in sorted((CODES / "aliases").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                assert LISTS.lookup(path.stem)[fold(row["alias"])] == row["code"], path.name
                seen += 1
    assert seen > 3000


def test_no_alias_is_a_marker_of_a_missing_value_where_it_could_pass_for_an_answer() -> None:
    # "Inconnu" and "Aucun" are answers to "which relation?" and "which document?", nowhere else.
    answers = {"relationship", "id_type", "yes_no", "sector"}
    markers = {fold(m) for m in MISSING_MARKERS} - {""}
    checked = 0
    for name, one in LISTS.lists.items():
        for alias in one.lookup:
            checked += 1
            assert name in answers or alias not in markers or alias == "unknown", (name, alias)
    assert checked > 3000


def test_all_contracts_name_lists_and_codes_that_exist() -> None:
    assert len(load_contracts(SOURCES, LISTS.code_sets())) == 12


def test_placeholders_are_marked_and_not_invented() -> None:
    actions = LISTS.rows("plan_action")
    assert len(actions) == 2 * 44
    for row in [*actions, LISTS["statute"].codes["LTP"], LISTS["article"].codes["CP-152"]]:
        assert row.attributes["is_placeholder"] == "true"
        assert "SAISIR PAR LE COMITÉ" in row.label_fr.upper()
    assert LISTS["statute"].codes["LTP"].attributes["number"] == ""
    assert LISTS["plan_action"].head.placeholder is not None


def test_lists_with_placeholder_rows_say_so_in_their_head() -> None:
    found = 0
    for one in LISTS.lists.values():
        if any(c.attributes.get("is_placeholder") == "true" for c in one.codes.values()):
            found += 1
            assert one.head.placeholder is not None, one.name
    assert found >= 3


# --- geography -----------------------------------------------------------------------------------

GEO = LISTS.geography


def _of_level(level: str) -> list[str]:
    return [c for c, place in GEO.codes.items() if place.attributes["level"] == level]


def test_the_division_of_2021_has_7_regions_20_prefectures_85_subprefectures() -> None:
    assert len(_of_level("region")) == 7
    assert len(GEO.prefectures()) == len(GEO.prefectures(AFTER)) == 20
    assert len(_of_level("subprefecture")) == 85


def test_the_division_before_has_16_prefectures_and_the_commune_of_bangui() -> None:
    before = GEO.prefectures(BEFORE)
    assert len(before) == 17
    assert "CF71-COMMUNE" in before
    assert not {"CF24", "CF33", "CF34", "CF71"} & set(before)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("Carnot", "CF21", "CF24"),
        ("Paoua", "CF31", "CF34"),
        ("Batangafo", "CF32", "CF33"),
        ("Bouca", "CF32", "CF33"),
        ("Kabo", "CF32", "CF33"),
        ("Bimbo", "CF11", "CF71"),
        ("Bégoua", "CF11", "CF71"),
        ("Bangui 3e arr.", "CF71-COMMUNE", "CF71"),
        ("Lim-Pendé", "CF31", "CF34"),
        ("Bangui", "CF71-COMMUNE", "CF71"),
        ("Bria", "CF52", "CF52"),
        ("Ouham-Pendé", "CF31", "CF31"),
    ],
)
def test_a_place_belongs_to_the_prefecture_of_its_day(place: str, before: str, after: str) -> None:
    code = LISTS.lookup("geography")[fold(place)]
    assert GEO.prefecture_of(code, BEFORE) == before
    assert GEO.prefecture_of(code, date(2021, 1, 20)) == before
    assert GEO.prefecture_of(code, REFORM) == after
    assert GEO.prefecture_of(code, AFTER) == GEO.prefecture_of(code) == after


def test_the_commune_of_bangui_became_the_prefecture() -> None:
    assert GEO.prefecture_of("CF71-COMMUNE") == "CF71"
    assert GEO.prefecture_of("CF71-COMMUNE", BEFORE) == "CF71-COMMUNE"


@given(st.sampled_from(sorted(GEO.codes)), st.dates(date(1960, 1, 1), date(2040, 1, 1)))
def test_the_spans_of_a_place_say_where_it_lay_on_any_day(code: str, day: date) -> None:
    held = [
        span.prefecture_code
        for span in GEO.spans(code)
        if (span.first or date.min) <= day <= (span.last or date.max)
    ]
    assert held == [GEO.prefecture_of(code, day)]


def test_the_last_span_is_of_today_and_a_change_says_where_it_was_read() -> None:
    moved = 0
    for code in GEO.codes:
        *earlier, last = GEO.spans(code)
        assert (last.last, last.prefecture_code) == (None, GEO.prefecture_of(code)), code
        for span in earlier:
            moved += 1
            said = GEO.codes[span.evidence].attributes
            assert span.last == date(2021, 1, 20), code
            assert said["source"], code
            assert said["confidence"] in ("high", "medium", "low"), code
    assert moved > 20


def test_every_place_has_a_prefecture_and_a_region_on_any_day() -> None:
    regions = set(_of_level("region"))
    for code, place in GEO.codes.items():
        for day in (None, BEFORE, AFTER):
            assert GEO.region_of(code, day) in regions
            prefecture = GEO.prefecture_of(code, day)
            if place.attributes["level"] == "region":
                assert prefecture is None
            else:
                assert prefecture in GEO.prefectures(day), (code, day)


def test_a_region_is_its_own_region() -> None:
    assert GEO.region_of("CF3") == "CF3"
    assert GEO.region_of("CF34-PAOUA") == "CF3"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mambéré", "CF24"),
        ("MAMBERE", "CF24"),
        ("Mambéré-Kadéï", "CF21"),
        ("Nana-Mambéré", "CF22"),
        ("Ouham", "CF32"),
        ("Ouham-Pendé", "CF31"),
        ("Ouham-Fafa", "CF33"),
        ("Mbomou", "CF62"),
        ("M’Bomou", "CF62"),
        ("Haut-Mbomou", "CF63"),
        ("Haut M’Bomou", "CF63"),
        ("Ouandja", "CF533"),
        ("Ouandja-Kotto", "CF524"),
        ("Ouanda-Djallé", "CF53-OUANDA-DJALLE"),
        ("Haute Kotto", "CF52"),
        ("Basse kotto", "CF61"),
        ("Bamingui", "CF51-BAMINGUI"),
        ("Bamingui-Bangoran", "CF51"),
        ("Ouadda", "CF52-OUADDA"),
        ("Kagas", "CF4"),
        ("Bangui-Kagas", "CF712"),
        ("Boda", "CF12-BODA"),
        ("Boganda", "CF12-BOGANDA"),
        ("Ombella M'Poko", "CF11"),
        ("Ombella -Mpoko", "CF11"),
        ("Ombelle M'Poko", "CF11"),
        ("Sangha-M’Baéré", "CF23"),
        ("Nana-Gribizi", "CF42"),
        ("Lim-Pende", "CF34"),
        ("Mia-Pendé", "CF34"),
        ("M'Baïki", "CF12-MBAIKI"),
        ("Mbaiki", "CF12-MBAIKI"),
        ("MBAIKI", "CF12-MBAIKI"),
        ("M'brès", "CF42-MBRES"),
        ("Kaga Bandoro", "CF42-KAGA-BANDORO"),
        ("Berberati", "CF21-BERBERATI"),
        ("Njoukou", "CF41-NDJOUKOU"),
        ("Dédé-Makouba", "CF21-DEDE-MOKOUBA"),
        ("Nana-Ouata", "CF42-NANA-OUTA"),
        ("Amdafock", "CF534"),
        ("Am-Dafok", "CF534"),
        ("Wâmo", "CF32"),
        ("Wäkä", "CF43"),
        ("Bangî", "CF71"),
        ("Lobâye", "CF12"),
        ("Tö-Kötö", "CF52"),
        ("Do-Kötö", "CF61"),
        ("Ngaoundaye", "CF34-NGAOUNDAYE"),
        ("Bangui-Rapides", "CF714"),
    ],
)
def test_a_place_is_read_and_never_taken_for_its_neighbour_in_name(text: str, code: str) -> None:
    assert read_place(text, LISTS.lookup("geography")).code == code


def test_places_stay_apart_when_spaces_are_dropped_too() -> None:
    squeezed: dict[str, str] = {}
    for alias, code in LISTS.lookup("geography").items():
        assert squeezed.setdefault(alias.replace(" ", ""), code) == code, alias
    assert len(squeezed) > 200


def test_population_of_2003_stands_with_the_division_of_2003() -> None:
    then = GEO.prefectures(BEFORE)
    assert len(then) == 17
    assert all(int(GEO.codes[c].attributes["population_2003"]) > 40_000 for c in then)
    cut_out = set(GEO.prefectures(AFTER)) - set(then)
    assert cut_out == {"CF24", "CF33", "CF34", "CF71"}
    assert all(GEO.codes[c].attributes["population_2003"] == "" for c in cut_out)


# --- courts, law, stages -------------------------------------------------------------------------


def test_the_courts_of_2025_do_not_exist_before_their_decree() -> None:
    courts = LISTS.rows("court")
    ours = {level: [c for c in courts if c.attributes["level"] == level] for level in ("TGI", "CA")}
    seated = {level: [c for c in ours[level] if c.attributes["seat"]] for level in ours}
    assert len(seated["CA"]) == 7
    assert sum(c.is_valid_on(date(2025, 6, 30)) for c in seated["CA"]) == 3
    assert sum(c.is_valid_on(date(2025, 6, 30)) for c in seated["TGI"]) == 24
    assert sum(c.is_valid_on(COURTS_REFORM) for c in seated["TGI"]) == 32


def test_only_article_151_of_the_penal_code_is_trafficking() -> None:
    articles = LISTS["article"].codes
    assert articles["CP-151"].attributes["is_tip"] == "true"
    assert articles["CP-153"].attributes["is_tip"] == "false"
    assert articles["CP-152"].attributes["is_tip"] == "", "its text was not read: not guessed"
    assert not LISTS["statute"].codes["CT"].is_valid_on(date(2008, 12, 31))


def test_the_ambiguous_cpc_is_no_alias_of_a_statute() -> None:
    assert fold("CPC") not in LISTS.lookup("statute")


def test_stages_are_ordered_and_a_conviction_is_what_unodc_counts() -> None:
    stages = LISTS["stage"].codes
    orders = [int(s.attributes["order"]) for s in stages.values()]
    assert orders == sorted(orders)
    assert {c for c, s in stages.items() if s.attributes["unodc"] == "Persons convicted"} == {
        "CONDAMNE"
    }


def test_every_form_of_exploitation_has_its_bridges() -> None:
    forms = [c for c in LISTS.rows("exploitation") if c.code != "UNKNOWN"]
    assert len(forms) == 16
    for form in forms:
        for bridge in ("family", "htcds", "ctdc", "glotip", "iccs"):
            assert form.attributes[bridge], f"{form.code} has no {bridge}"
        assert form.attributes["iccs"].startswith("0204")


@given(
    st.sampled_from(sorted(n for n, one in LISTS.lists.items() if not one.head.labels_repeat)),
    st.data(),
)
def test_case_accents_and_punctuation_never_change_a_code(name: str, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(LISTS.rows(name)))
    lookup = LISTS.lookup(name)
    for text in (code.label_fr, code.label_fr.upper(), f" {code.label_fr}. ", code.label_en):
        assert lookup[fold(text)] == code.code


# --- refusals ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "aliases").mkdir()
    (tmp_path / "lists.yml").write_text(
        "colour:\n"
        '  version: "1"\n'
        "  title: {fr: Couleurs, en: Colours}\n"
        "  attributes: [is_warm, mixed_with]\n"
        "  references: {mixed_with: colour}\n"
        "  source: a test\n",
        encoding="utf-8",
    )
    (tmp_path / "colour.csv").write_text(
        "code,label_fr,label_en,valid_from,valid_to,is_warm,mixed_with,note\n"
        "RED,Rouge,Red,2020-01-01,,true,,\n"
        "BLUE,Bleu,Blue,,2030-12-31,false,RED,\n",
        encoding="utf-8",
    )
    (tmp_path / "aliases" / "colour.csv").write_text("alias,code\nécarlate,RED\n", encoding="utf-8")
    return tmp_path


def _faults(folder: Path) -> dict[str, str]:
    with pytest.raises(ContractError) as caught:
        load_codelists(folder)
    for fault in caught.value.faults:
        assert fault.text("fr") != fault.text("en")
    return {fault.key: fault.text("fr") for fault in caught.value.faults}


def test_a_small_folder_loads(folder: Path) -> None:
    lists = load_codelists(folder)
    assert lists.lookup("colour")["ecarlate"] == "RED"
    assert lists.label("colour", "BLUE", "en") == "Blue"
    assert lists.rows("colour")[0].is_valid_on(date(2020, 1, 1))
    assert not lists.rows("colour")[0].is_valid_on(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        ("colour.csv", "BLUE,Bleu", "RED,Bleu", "codelist_duplicate", "ligne 3"),
        ("colour.csv", "BLUE,Bleu", "BLUE,", "codelist_no_text", "label_fr"),
        ("colour.csv", "2020-01-01", "01/01/2020", "codelist_bad_date", "valid_from"),
        ("colour.csv", "2020-01-01,", "2020-01-01,2019-01-01", "codelist_date_order", "RED"),
        ("colour.csv", "note", "remarque", "codelist_unknown_column", "remarque"),
        ("colour.csv", "note", "remarque", "codelist_missing_column", "note"),
        ("colour.csv", ",false,", ",non,", "codelist_bad_truth", "is_warm"),
        ("colour.csv", ",RED,", ",GREEN,", "codelist_no_reference", "mixed_with"),
        ("colour.csv", "RED,Rouge", "RED,Rouge,x", "codelist_ragged", "ligne 2"),
        ("colour.csv", "Bleu,Blue", "Rouge,Blue", "codelist_two_codes", "« BLUE »"),
        ("colour.csv", "Bleu,Blue", '"Bleu,Blue', "codelist_quotes", "ligne 3"),
        ("aliases/colour.csv", ",RED", ",GREEN", "codelist_alias_no_code", "GREEN"),
        ("aliases/colour.csv", "écarlate", "BLEU", "codelist_two_codes", "« RED »"),
        ("aliases/colour.csv", "écarlate", "--", "codelist_folds_to_nothing", "ligne 2"),
        ("aliases/colour.csv", "alias,code", "alias,kode", "codelist_missing_column", "code"),
        ("lists.yml", "source: a test", "sauce: a test", "codelist_head", "colour.sauce"),
        ("lists.yml", "is_warm, mixed", "is_warm, is_cold, mixed", "codelist_missing_column", "is"),
        ("lists.yml", "mixed_with: colour", "mixed_with: hue", "codelist_head", "references"),
        ("lists.yml", "{fr: Couleurs", "{fr: Couleurs", "", ""),
        ("lists.yml", "colour:", "colour: {}\ncolour:", "codelist_head", "twice"),
        ("lists.yml", "colour:", "colour: [", "codelist_not_yaml", "lists.yml"),
        ("lists.yml", "colour:\n", "hue:\n", "codelist_no_file", "hue.csv"),
        ("lists.yml", "colour:\n", "hue:\n", "codelist_not_declared", "colour.csv"),
    ],
)
def test_a_misspelt_list_is_refused_with_file_and_remedy(
    folder: Path, file: str, old: str, new: str, key: str, says: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, "the case no longer fits the folder"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if not key:
        load_codelists(folder)
        return
    faults = _faults(folder)
    assert key in faults, list(faults)
    assert says in faults[key]
    assert file in faults[key] or file == "lists.yml"


def test_texts_may_stand_twice_in_a_list_that_says_so(folder: Path) -> None:
    path = folder / "colour.csv"
    path.write_text(path.read_text("utf-8").replace("Bleu,Blue", "Rouge,Red"), encoding="utf-8")
    assert set(_faults(folder)) == {"codelist_two_codes"}
    head = folder / "lists.yml"
    head.write_text(head.read_text("utf-8") + "  labels_repeat: true\n", encoding="utf-8")
    lists = load_codelists(folder)
    assert lists.label("colour", "BLUE") == lists.label("colour", "RED") == "Rouge"
    assert "rouge" not in lists.lookup("colour")
    assert lists.lookup("colour")["ecarlate"] == "RED"


def test_all_faults_come_at_once(folder: Path) -> None:
    path = folder / "colour.csv"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("2020-01-01", "hier").replace(",false,", ",non,"), encoding="utf-8"
    )
    (folder / "aliases" / "colour.csv").unlink()
    assert set(_faults(folder)) == {"codelist_bad_date", "codelist_bad_truth", "codelist_no_file"}


def test_an_empty_list_is_refused(folder: Path) -> None:
    path = folder / "colour.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (folder / "aliases" / "colour.csv").write_text("alias,code\n", encoding="utf-8")
    assert set(_faults(folder)) == {"codelist_empty"}


def test_a_list_in_another_encoding_is_refused(folder: Path) -> None:
    path = folder / "aliases" / "colour.csv"
    path.write_text(path.read_text("utf-8"), encoding="cp1252")
    assert set(_faults(folder)) == {"codelist_not_utf8"}


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    assert set(_faults(tmp_path)) == {"codelist_no_head_file"}


def test_a_list_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(ContractError, match="taste"):
        load_codelists(folder).lookup("taste")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("CF11,prefecture", "CF11,province", "codelist_bad_level"),
        ("CF11,CF-MP,CF1,", "CF11,CF-MP,CF12,", "codelist_bad_parent"),
        (",Paoua,Paoua,,,CF34", ",Paoua,Paoua,,,CF99", "codelist_no_reference"),
    ],
)
def test_a_place_in_the_wrong_place_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    copy = Path(shutil.copytree(CODES, tmp_path / "codes"))
    path = copy / "geography.csv"
    text = path.read_text("utf-8")
    assert old in text, "the case no longer fits the list"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert key in _faults(copy)


def test_lists_are_read_only() -> None:
    assert isinstance(LISTS, CodeLists)
    with pytest.raises(TypeError):
        LISTS.lookup("sex")["x"] = "M"  # type: ignore[index]
