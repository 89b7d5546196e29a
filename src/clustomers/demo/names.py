"""Names of invented people, and what others make of them."""

FEMALE = (
    "Anna Lena Julia Laura Marie Sophie Katharina Johanna Emma Mia Hannah Lea Sarah Lisa Christina "
    "Elisabeth Franziska Charlotte Clara Paula Ida Greta Frieda Martha Helena Theresa Antonia "
    "Magdalena Victoria Alexandra Stefanie Susanne Sabine Petra Monika Andrea Claudia Barbara "
    "Ursula Renate Ingrid Birgit Heike Karin Gabriele Silke Tanja Nicole Melanie Jasmin Aylin "
    "Zeynep Ewa Agnieszka Olga Elena Ivana Mirjana Fatima Leyla"
).split()
MALE = (
    "Paul Jonas Lukas Felix Maximilian Leon Finn Elias Noah Ben Tim Jan Philipp Tobias Sebastian "
    "Alexander Daniel Christian Michael Thomas Andreas Stefan Matthias Martin Markus Peter Klaus "
    "Wolfgang Jürgen Hans Dieter Werner Günter Frank Uwe Ralf Bernd Jörg Torsten Holger Florian "
    "Benjamin Johannes Jakob Anton Emil Oskar Theodor Friedrich Konstantin Valentin Moritz Simon "
    "Samuel David Mehmet Emre Tomasz Piotr Igor"
).split()
NICKNAMES = {
    "Katharina": "Kathi",
    "Johanna": "Hanna",
    "Christina": "Tina",
    "Elisabeth": "Lisa",
    "Franziska": "Franzi",
    "Charlotte": "Lotte",
    "Helena": "Lena",
    "Theresa": "Resi",
    "Antonia": "Toni",
    "Magdalena": "Leni",
    "Victoria": "Vicky",
    "Alexandra": "Alex",
    "Stefanie": "Steffi",
    "Susanne": "Susi",
    "Gabriele": "Gabi",
    "Barbara": "Babsi",
    "Ursula": "Uschi",
    "Maximilian": "Max",
    "Lukas": "Luki",
    "Philipp": "Phil",
    "Tobias": "Tobi",
    "Sebastian": "Basti",
    "Alexander": "Alex",
    "Daniel": "Dani",
    "Christian": "Chris",
    "Michael": "Michi",
    "Thomas": "Tom",
    "Andreas": "Andi",
    "Matthias": "Matze",
    "Wolfgang": "Wolle",
    "Benjamin": "Benny",
    "Johannes": "Hannes",
    "Theodor": "Theo",
    "Friedrich": "Fritz",
    "Konstantin": "Konni",
    "Samuel": "Sam",
}
# Last names are a first and a second half: 1,239 of them, spread as unevenly as real ones.
LAST_FIRST = (
    "Berg Wald Stein Feld Bach Brunn Linden Eich Birk Buch Tann Rosen Korn Mühl Hof Haus Kirch "
    "Burg Au Wies Moor Heid Sand Kies Ried Winkel Sommer Winter Oster Nord Süd West Ober Unter "
    "Mittel Alt Neu Hoch Lang Kurz Breit Schön Weiß Schwarz Grün Roth Blau Gold Silber Eisen "
    "Kupfer Stahl Falk Adler Wolf Fuchs Hirsch Reh Lerch Star Amsel Sperl Kranich"
).split()
LAST_SECOND = (
    "mann er bauer hofer ner meier huber ing inger berg thal dorfer stetter brink horst kamp feld "
    "hausen bach l"
).split()
STREETS = (
    "Lindenweg;Ahornallee;Birkenstraße;Am Mühlbach;Schillerplatz;Bahnhofstraße;Gartenweg;"
    "Kirchgasse;Rosenweg;Wiesengrund;Am Stadtpark;Hauptstraße;Schulstraße;Feldweg;Marktgasse;"
    "Seestraße;Kastanienallee;Uferpromenade;Sonnenhang;Parkring;Alte Gasse;Tulpenweg;"
    "Nelkenweg;Buchenhain;Eichendorffweg;Mozartstraße;Beethovenring;Bergstraße;Talblick;"
    "Am Anger;Fliederweg;Erlengrund;Weidenstieg;Ulmenallee;Heidekamp;Moorweg;Steinbruchweg;"
    "Brunnengasse;Torstraße;Klosterhof"
).split(";")
OCCUPATIONS = (
    "office",
    "manager",
    "engineer",
    "teacher",
    "health care",
    "craft",
    "retail",
    "student",
    "self-employed",
    "retired",
)
MAIL_HOSTS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.net")
