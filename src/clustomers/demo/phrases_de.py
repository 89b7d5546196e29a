"""German fragments of the demo company's texts, in the shape of `phrases_en`."""

THEMES: dict[str, tuple[dict[str, str], str, str, str, str]] = {
    "delivery": (
        {"": "das Paket|mein Paket|die Lieferung|die Sendung"},
        "kam einen Tag früher an|war pünktlich vor der Tür, super|war sehr sorgfältig verpackt"
        "|kam genau im versprochenen Zeitfenster",
        "kam vier Tage zu spät|ist beim Zusteller verloren gegangen|kam nass und beschädigt an"
        "|lag eine Woche im Depot, ärgerlich",
        "kam am Dienstag|liegt beim Nachbarn|kam mit dem üblichen Zusteller",
        "mit der Sendungsnummer|aus dem Lager|an meine Adresse|trotz Versandmitteilung",
    ),
    "checkout": (
        {"": "die Kasse im Shop|die Zahlungsseite|der Bezahlvorgang|der Warenkorb"},
        "war schnell und einfach|hat meine Karte sofort genommen, prima"
        "|war mit einem Klick erledigt",
        "ist beim Bezahlen hängen geblieben|bietet meine Zahlungsart nicht an"
        "|war auf dem Handy quälend langsam|hat die Karte dreimal abgelehnt",
        "hatte vier Schritte|fragte nach Karte oder Überweisung",
        "auf dem Handy|beim letzten Schritt|bei der Zahlung per Karte|mit vollem Warenkorb",
    ),
    "fit": (
        {"": "das Kleid|der Pullover|die Bluse|der Mantel"},
        "passt perfekt und der Stoff ist herrlich|hat einen tollen Schnitt"
        "|fällt genau richtig aus, klasse",
        "fällt zwei Größen zu klein aus|ist schlecht genäht|sieht billig aus, der Stoff kratzt"
        "|hat nach der ersten Wäsche die Farbe verloren",
        "gibt es in Größe M|ist dunkelblau|ist aus Baumwolle",
        "in Größe M|nach der ersten Wäsche|an den Schultern|laut Größentabelle",
    ),
    "rainwear": (
        {"": "die Regenjacke|der Regenmantel|der Parka|der Schirm"},
        "hielt mich im Sturm völlig trocken, super|war bei Regen vorrätig, klasse"
        "|ist wasserdicht und leicht",
        "war am Regentag ausverkauft|lässt den Regen durch die Nähte"
        "|war angeblich vorrätig und doch nicht da|ist überhaupt nicht wasserdicht",
        "hing bei der Tür|hat eine Kapuze gegen Regen",
        "bei starkem Regen|im Sturm|im nächsten Laden|auf dem Weg zur Arbeit",
    ),
    "refund": (
        {"": "die Rückerstattung|die Rücksendung|der Umtausch|die Erstattung"},
        "war in zwei Tagen erledigt, prima|ging schnell und ohne Fragen",
        "ist nach drei Wochen nicht da|wurde ohne Grund abgelehnt|fehlt noch auf meinem Konto",
        "ging per Post zurück|läuft noch",
        "für die Bestellung|auf mein Konto|mit dem Rücksendeetikett",
    ),
    "queue": (
        {"": "die Schlange|die Warteschlange|die Wartezeit|der Andrang an der Theke"},
        "ging wirklich schnell, super|war angenehm kurz",
        "ging mittags bis vor die Tür|kostet die halbe Mittagspause|bewegte sich gar nicht",
        "war wie immer|war etwa zehn Leute lang",
        "zur Mittagszeit|in der Mittagspause|an der Theke|zwischen elf und eins",
    ),
    "coffee": (
        {"": "der Espresso|der Cappuccino|der Kaffee|das Croissant"},
        "schmeckt wunderbar frisch|ist der beste der Stadt|war heiß und cremig, lecker",
        "schmeckte verbrannt und bitter|war kalt und wässrig|war alt und trocken",
        "kam im Pappbecher|schmeckte wie immer",
        "mit Hafermilch|am Morgen|zum Mitnehmen|aus der neuen Röstung",
    ),
    "app": (
        {"": "die App|die Vorbestellung in der App|das Update der App"},
        "spart mir jeden Tag Zeit, toll|hatte alles zur Abholung fertig, super",
        "stürzt beim Öffnen ab|hat meine Vorbestellung verloren|meldet mich ständig ab",
        "fragt nach der Abholzeit|braucht ein Update",
        "auf dem Handy|seit dem Update|bei der Abholung|nach der Anmeldung",
    ),
    "staff": (
        {
            "cafe": "die Bedienung|der Barista|das Team an der Theke",
            "boutique": "die Verkäuferin|die Beratung|das Team im Laden",
            "dental": "die Assistentin|die Dame am Empfang|das Praxisteam",
            "software": "der Support|die Kundenbetreuung|das Team am Telefon",
        },
        "war sehr freundlich und hilfsbereit|nahm sich Zeit, danke|war nett und geduldig",
        "war unfreundlich und genervt|hat mich ignoriert|war unhöflich und keine Hilfe",
        "war neu|fragte nach meinem Namen",
        "am Telefon|am Nachmittag|bei meiner Frage|letzte Woche",
    ),
    "price": (
        {
            "cafe": "der Preis für den Kaffee|der neue Preis",
            "boutique": "der Preis|der Preis im Angebot",
            "dental": "die Rechnung|der Preis im Angebot",
            "software": "der Preis pro Platz|der Jahrespreis",
        },
        "ist fair und sein Geld wert|ist günstig, sehr gut",
        "ist schon wieder gestiegen, viel zu teuer|ist überteuert und unfair"
        "|ist sein Geld nicht wert",
        "ist durchschnittlich|steht auf der Tafel",
        "seit der Erhöhung|im Vergleich zum Vorjahr|für das Geld|mit Rabatt",
    ),
    "appointment": (
        {"": "der Termin|mein Termin|die Terminvergabe|die Terminerinnerung"},
        "ließ sich mit einem Klick bestätigen, super|begann pünktlich"
        "|war noch in derselben Woche frei, toll",
        "wurde am selben Tag abgesagt|ließ sich am Telefon nicht verschieben"
        "|begann eine Stunde zu spät|war erst in Wochen frei",
        "war am Donnerstag|wurde telefonisch vereinbart",
        "am Telefon|in der Praxis|einen Tag vorher|per SMS",
    ),
    "treatment": (
        {"": "die Behandlung|die Füllung|die Zahnreinigung|die Wurzelbehandlung"},
        "war sanft und schmerzfrei|wurde gut erklärt, danke|ging schnell und ohne Schmerzen",
        "war schmerzhaft und hektisch|tat noch Tage später weh|kam ohne jede Vorbereitung",
        "dauerte eine halbe Stunde|brauchte eine Spritze",
        "am unteren Zahn|nach dem Röntgen|mit Betäubung|in der Praxis",
    ),
    "onboarding": (
        {"": "die Einrichtung|der Probezeitraum|der Import unserer Daten|der Start im Programm"},
        "war in einer Stunde erledigt, top|war mit der Anleitung leicht, prima",
        "war verwirrend|brach beim Import mit einem Fehler ab|dauerte Wochen",
        "hat eine Checkliste|läuft dreißig Tage",
        "mit unserer Datenquelle|für das ganze Team|während der Einrichtung",
    ),
    "reports": (
        {"": "das Dashboard|der Bericht|der Export|die Berichtsseite"},
        "ist klar und spart uns Stunden|ist schnell und gut",
        "ist langsam und bricht ab|zeigt seit dem Update falsche Zahlen|stürzt beim Export ab",
        "hat einen Filter|aktualisiert sich nachts",
        "beim Monatsbericht|bei großen Exporten|mit dem Datumsfilter|für die Leitung",
    ),
}

FORMS: dict[str, tuple[str, str, str, str, str, str]] = {
    "review": (
        "|Ehrlich gesagt: |Großes Lob: |Sehr zufrieden. |Wie immer: ",
        "|Ehrlich gesagt: |Leider: |Ich bin enttäuscht. |Nie wieder. ",
        "|Kurz gesagt: |Zur Info: ",
        "|Gerne wieder!|Klare Empfehlung.|Danke.|Weiter so!",
        "|Nicht zu empfehlen.|Schade.|Bitte ändern.|Da erwarte ich mehr.",
        "|Mehr gibt es nicht zu sagen.|Durchschnitt.",
    ),
    "survey": (
        "|Mein Grund: |Kurz: ",
        "|Mein Grund: |Das Problem: ",
        "|Kurz: |Na ja: ",
        "|Danke!|Weiter so.",
        "|Bitte verbessern.|Das muss sich ändern.",
        "|Das war alles.",
    ),
    "ticket": (
        "Hallo, kurz gesagt: |Guten Tag! ",
        "Hallo, leider: |Guten Tag! |Dringend: ",
        "Hallo, eine Frage: |Guten Tag! ",
        "Vielen Dank.|Mit freundlichen Grüßen",
        "Bitte um Hilfe.|Bitte rufen Sie mich zurück.|Mit freundlichen Grüßen",
        "Ist das normal?|Danke im Voraus.",
    ),
    "mention": (
        "|Wow: |Tipp: ",
        "|Echt jetzt: |Mal ehrlich: ",
        "|Übrigens: ",
        "#top|#liebe|",
        "#nie|#schade|",
        "#alltag|",
    ),
    "interview": (
        "P. lacht: |Zum letzten Besuch: ",
        "P. seufzt: |Zum letzten Besuch: ",
        "P. erwähnt: |Nebenbei: ",
        "Würde es weitersagen.|",
        "Sieht sich nach anderem um.|",
        "Keine klare Meinung.|",
    ),
    "diary": (
        "Heute: |Guter Tag. ",
        "Heute: |Schlechter Tag. ",
        "Heute: |Tag zwei: ",
        "Gutes Gefühl.|",
        "Den ganzen Tag genervt.|",
        "Normaler Tag.|",
    ),
    "usability_test": (
        "Aufgabe gelöst; ",
        "Aufgabe nicht gelöst; |Brauchte Hilfe; ",
        "Mit Umweg gelöst; ",
        "Als leicht bewertet.|",
        "Gab nach vier Minuten auf.|",
        "Mittel bewertet.|",
    ),
}

LINKS: tuple[str, str, str] = ("Außerdem: |Und: ", "Dazu kommt: |Und: ", "Und: |Nebenbei: ")

ASIDES: tuple[str, ...] = (
    "Ich komme fast jeden Tag.|Das gehört zu meinem Morgen.",
    "Ich komme in der Mittagspause.|Mittags zählt jede Minute.",
    "Wir kommen am Wochenende.|Samstag ist unser Tag.",
    "Ich kaufe nur im Angebot.|Ich vergleiche immer die Preise.",
    "Für Qualität zahle ich gern.|Ich lasse mich gern beraten.",
)

PII: dict[str, str] = {
    "email": "Meine E-Mail ist {}.|Schreiben Sie mir an {} bitte.",
    "phone": "Rufen Sie mich an: {}|Meine Nummer ist {}.",
    "card": "Bezahlt mit Karte {}.|Die Kartennummer lautet {}.",
    "name": "Gruß, {}|Mein Name ist {}.",
}

TITLES: dict[str, str] = {
    "delivery": "Lieferung|Mein Paket",
    "checkout": "Bezahlen|Kasse",
    "fit": "Größe und Stoff|Passform",
    "rainwear": "Regenjacke",
    "refund": "Rücksendung|Erstattung",
    "queue": "Schlange am Mittag",
    "coffee": "Kaffee|Der Espresso",
    "app": "Die App",
    "staff": "Das Team|Service",
    "price": "Preis|Preis und Leistung",
    "appointment": "Mein Termin|Terminvergabe",
    "treatment": "Behandlung|Beim Zahnarzt",
    "onboarding": "Einrichtung",
    "reports": "Berichte|Dashboard",
}
TITLE_ENDS: tuple[str, str, str] = (
    ": super|: sehr zufrieden|, danke",
    ": enttäuschend|: nicht gut|, ein Problem",
    ": eine Frage|",
)
