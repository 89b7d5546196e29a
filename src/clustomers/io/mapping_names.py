"""How alike two names are, across the words and languages that exports use for the same thing."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

# What a word stands for. One line a concept, in the words of our contracts and those of exports.
CONCEPTS = {
    "amount": "amount betrag value wert price preis sum summe total umsatz revenue importe montant",
    "age": "age alter",
    "band": "band range klasse",
    "brand": "brand marke marque marca",
    "campaign": "campaign kampagne kampagnen aktion promotion mailing campagne campana",
    "category": "category kategorie warengruppe group gruppe family categorie categoria",
    "cents": "cent cents ct cts pence",
    "channel": "channel kanal canal medium",
    "children": "children kids kinder",
    "city": "city stadt ort town ville ciudad",
    "closed": "closed closing geschlossen schliessung",
    "company": "company firma unternehmen",
    "composition": "composition comp",
    "cost": "cost kosten einstand ek wareneinsatz cogs einkaufspreis cout coste",
    "country": "country land pays pais",
    "coupon": "coupon coupons gutschein voucher",
    "currency": "currency waehrung devise",
    "date": "date datum day tag fecha jour",
    "department": "department abteilung dept bereich sparte rayon",
    "discount": "discount rabatt nachlass disc reduction remise descuento markdown preisnachlass",
    "end": "end ende bis until to fin",
    "fiscal": "fiscal geschaeftsjahr",
    "gross": "gross brutto shelf regular listenpreis",
    "holiday": "holiday holidays feiertag feiertage",
    "household": "household haushalt haushalts hh",
    "id": "id nr no num number nummer key code kennung numero ident",
    "income": "income einkommen",
    "joined": "joined eintritt beitritt signup registered since seit anmeldung enrolled join",
    "kpi": "kpi kennzahl",
    "lineitem": "lineitem",
    "line": "line lines position positionen zeile row lfd linie ligne linea",
    "manufacturer": "manufacturer hersteller lieferant vendor supplier producer fabricant",
    "marital": "marital familienstand",
    "member": "member members customer customers kunde kunden client loyalty kundenkarte card "
    "karte treuekarte shopper cust cliente household_id kundenkarten",
    "name": "name bezeichnung title description text label titel nombre nom libelle desc "
    "beschreibung",
    "net": "net netto paid bezahlt",
    "opened": "opened eroeffnet eroeffnung opening open",
    "owner": "owner owners verantwortlich",
    "ownership": "ownership",
    "package": "package packung pack verpackung gebinde",
    "period": "period periode zeitraum",
    "postal": "postal zip plz postcode",
    "product": "product products item items artikel article sku produkt produkte ware plu ean gtin "
    "upc articulo prodotto produit articles",
    "quantity": "quantity qty menge anzahl units stueck stk pieces cantidad quantite",
    "receipt": "receipt receipts bon bons beleg kassenbon kassenzettel ticket transaction trx txn "
    "basket invoice order bill rechnung quittung recibo belege transaktion transaktions",
    "recipient": "recipient recipients empfaenger",
    "redemption": "redemption redemptions redeemed einloesung einloesungen eingeloest",
    "region": "region gebiet area bezirk vertriebsgebiet",
    "register": "register till kasse kassen terminal caisse lane pos",
    "reply": "reply replied response responded answered antwort",
    "satisfaction": "satisfaction csat zufriedenheit",
    "sent": "sent versendet gesendet versand",
    "size": "size groesse inhalt taille",
    "solved": "solved resolved geloest",
    "sold": "sold sale sales verkauf verkaeufe verkaufs kauf purchase vente ventas",
    "start": "start beginn von from begin startdate",
    "state": "state status",
    "store": "store stores filiale filialen filial branch branches shop outlet location markt "
    "laden standort magasin tienda negozio",
    "subcategory": "subcategory unterkategorie untergruppe subgroup unterwarengruppe",
    "target": "target ziel soll",
    "time": "time timestamp datetime zeit zeitpunkt uhrzeit at zeitstempel hora heure",
    "type": "type typ art kind format",
    "year": "year jahr",
}
WEAK = {"id": 0.5, "date": 0.5, "time": 0.5, "cents": 0.0, "band": 0.5, "lineitem": 0.3}
# Words that say nothing of what a column of their table does not say anyway.
GENERIC = {"id", "name", "type", "size", "date", "amount", "category", "state"}
WORDS = {word: concept for concept, words in CONCEPTS.items() for word in words.split()}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ñ": "n"})


@cache
def concepts(name: str) -> frozenset[str]:
    """Return what the words of a name stand for; a word that nothing knows stands for itself."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-ZÄÖÜ])", " ", name)
    words = re.findall(r"[a-z]+", spaced.lower().translate(UMLAUTS))
    return frozenset(concept for word in words for concept in _split(word))


def likeness(theirs: str, ours: str, about: Iterable[str] = ()) -> float:
    """Return how alike two names are, from 0 to 1.

    Parameters
    ----------
    theirs, ours
        The names.
    about
        What the file is about: in a file of stores, ``Nr`` is the store's.
    """
    ours_concepts, theirs_concepts = concepts(ours), concepts(theirs)
    score = _overlap(theirs_concepts, ours_concepts)
    if theirs_concepts and theirs_concepts <= GENERIC:
        score = max(score, 0.95 * _overlap(theirs_concepts | set(about), ours_concepts))
    letters = SequenceMatcher(None, theirs.lower(), ours.lower()).ratio()
    return max(score, letters if letters > 0.85 else 0.0)


def names_the_same(stem: str, table: str) -> bool:
    """Say whether a file is called as a table is, in one of its words or all: ``orders_export``."""
    ours = {word.rstrip("s") for word in table.split("_")}
    return ours <= {word.rstrip("s") for word in re.findall(r"[a-z]+", stem.lower())}


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    one, other = set(one), set(other)
    total = _weight(one) + _weight(other)
    return 2 * _weight(one & other) / total if total else 0.0


def _weight(words: Iterable[str]) -> float:
    return sum(WEAK.get(word, 1.0) for word in words)


@cache
def _split(word: str) -> tuple[str, ...]:
    """Split a compound such as ``artikelnummer`` into what its parts stand for."""
    return _parts(word) or (word,)


def _parts(word: str) -> tuple[str, ...]:
    if word in WORDS:
        return (WORDS[word],)
    for length in range(len(word) - 2, 2, -1):
        if word[:length] not in WORDS:
            continue
        for glue in ("", "s", "n", "en", "e"):
            rest = word[length:]
            if rest.startswith(glue) and (others := _parts(rest[len(glue) :])):
                return (WORDS[word[:length]], *others)
    return ()
