"""Names of guests from abroad: country, language, given names and family names. Invented combinations."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its weight among foreign guests and lists of names."""

    code: str
    language: str
    weight: int
    male: tuple[str, ...]
    female: tuple[str, ...]
    family: tuple[str, ...]


def _country(code: str, language: str, weight: int, male: str, female: str, family: str) -> Country:
    return Country(code, language, weight, tuple(male.split()), tuple(female.split()), tuple(family.split("|")))


COUNTRIES = (
    _country("US", "en", 16, "James Michael Robert David William Andrew Brian Kevin Scott Gregory",
        "Jennifer Linda Susan Karen Emily Rachel Megan Laura Diane Amy",
             "Hayward|Carpenter|Whitman|Brandt|Ellison|Prescott|Calloway|Sutherland|Merrick|Donnelly|Vance|Lindqvist"),
    _country("JP", "ja", 14, "Haruto Kenji Takashi Hiroshi Daisuke Satoru Ryota Naoki",
        "Yuki Keiko Ayumi Sakura Naomi Mika Haruka Chie",
             "Tanabe|Morikawa|Sakamoto|Hayashida|Okabe|Kuramoto|Nishio|Fujikawa|Shimada|Uehara"),
    _country("KR", "ko", 12, "Min-jun Seo-jun Ji-ho Hyun-woo Sung-min Dong-hyun", "Seo-yeon Ji-woo Min-seo Hye-jin Soo-jin Eun-ji",
             "Kim|Lee|Park|Choi|Jung|Kang|Yoon|Han|Shin|Oh"),
    _country("DE", "de", 8, "Thomas Stefan Matthias Jürgen Klaus Andreas Felix Holger",
        "Sabine Petra Ulrike Katrin Anja Heike Svenja Monika",
             "Brückner|Hofmeister|Weidner|Kessler|Lindemann|Pohlmann|Reuter|Steinhoff|Vogler|Zimmer"),
    _country("GB", "en", 8, "Oliver Harry George Edward Simon Nigel Callum Rhys",
        "Charlotte Olivia Fiona Gemma Harriet Imogen Lucy Rowena",
             "Ashworth|Bramley|Cartwright|Dunmore|Fairfax|Holloway|Kingsley|Pemberton|Thornbury|Wetherby"),
    _country("FR", "fr", 6, "Julien Antoine Laurent Philippe Mathieu Étienne", "Camille Hélène Sophie Aurélie Claire Élodie",
             "Garnier|Delacour|Fontaine|Marchand|Rousselot|Beaumont|Tessier|Vasseur"),
    _country("SG", "zh", 6, "Wei-Ming Jun-Jie Kah-Hoe Raymond Desmond", "Hui-Ling Mei-Xin Siew-Ling Vanessa Priscilla",
        "Tan|Lim|Ng|Goh|Koh|Chua|Ong|Teo"),
    _country("MY", "en", 5, "Kok-Leong Chee-Keong Boon-Hock Wai-Loon Jeremy", "Mei-Yin Pei-Shan Lay-Kuan Su-Ann Michelle",
        "Lim|Wong|Chin|Yap|Foo|Khoo|Leong"),
    _country("AU", "en", 5, "Lachlan Angus Bruce Darren Mitchell", "Kylie Bronwyn Tegan Matilda Shona",
        "Macarthur|Fitzgerald|Wheaton|Harcourt|Pollard|Quinlan"),
    _country("RU", "ru", 5, "Dmitri Sergei Alexei Nikolai Pavel", "Olga Natalia Ekaterina Irina Tatiana",
        "Belov|Sokolov|Morozov|Lebedev|Zaitsev|Orlov"),
    _country("CA", "en", 4, "Liam Nathan Tyler Gordon Marc-André", "Chantal Brooke Heather Isabelle Paige",
        "Tremblay|MacLeod|Gauthier|Sinclair|Bouchard|Fraser"),
    _country("IT", "it", 3, "Marco Luca Giovanni Alessandro Paolo", "Giulia Francesca Chiara Elisa Paola",
        "Bellini|Ferraris|Moretti|Ricci|Galli|Marchetti"),
    _country("IN", "en", 3, "Arjun Rahul Vikram Sanjay Anil", "Priya Ananya Deepa Lakshmi Meera",
        "Chandran|Iyer|Kulkarni|Mehta|Nambiar|Sethi"),
    _country("TH", "th", 3, "Somchai Anan Kittisak Prasert", "Malee Siriporn Kanya Ratana",
        "Suwannarat|Chaiyasit|Boonmee|Thongchai|Srisuk"),
    _country("ES", "es", 2, "Javier Álvaro Miguel Rafael", "Lucía Carmen Beatriz Elena", "Navarro|Ortega|Serrano|Molina|Castaño"),
    _country("NL", "nl", 2, "Daan Maarten Pieter Sander", "Anouk Femke Marieke Sanne",
        "van Dijkstra|de Wit|Hoekstra|Brouwer|Kuipers"),
    _country("BE", "fr", 2, "Luc Bruno Koen Wouter", "Nathalie Ilse Veerle Martine", "Claes|Dumont|Vermeulen|Lambert|Peeters"),
    _country("CH", "de", 2, "Urs Beat Reto Lukas", "Regula Silvia Corinne Nadja", "Ammann|Bächli|Frei|Widmer|Zollinger"),
    _country("SE", "sv", 2, "Lars Erik Johan Mikael", "Ingrid Karin Astrid Linnea", "Bergqvist|Ekström|Hedlund|Nyberg|Sandgren"),
    _country("BR", "pt", 2, "Thiago Rafael Gustavo Caio", "Juliana Fernanda Beatriz Larissa",
        "Barbosa|Cardoso|Moreira|Teixeira|Vieira"),
    _country("AE", "ar", 2, "Khalid Omar Yousef Tariq", "Aisha Fatima Mariam Noura", "Al Hashimi|Al Marzouqi|Al Suwaidi|Al Zaabi"),
    _country("PH", "en", 2, "Ramon Eduardo Paolo Jerome", "Maricel Rosario Angelica Joy",
        "Aquino|Bautista|Dimaculangan|Manalo|Salvador"),
    _country("VN", "vi", 2, "Minh Tuan Hung Quang", "Lan Thuy Huong Linh", "Nguyen|Tran|Pham|Hoang|Vu"),
    _country("ID", "id", 2, "Agus Budi Hendra Rizky", "Dewi Putri Ratna Sari", "Gunawan|Hartono|Santoso|Wijaya"),
    _country("NZ", "en", 1, "Hamish Tane Blair", "Aroha Philippa Moana", "Ngata|Rutherglen|Hargreaves"),
    _country("ZA", "en", 1, "Pieter Sipho Johan", "Thandi Anneke Lerato", "Botha|Dlamini|van Wyk"),
    _country("MX", "es", 1, "Alejandro Ricardo Jorge", "Guadalupe Mariana Ximena", "Cervantes|Ibarra|Villanueva"),
)  # fmt: skip
_WEIGHTS = [country.weight for country in COUNTRIES]


@dataclass(frozen=True, slots=True)
class ForeignName:
    """A name with country and language."""

    name: str
    gender: str
    country: str
    language: str


def foreign_name(draw: Random) -> ForeignName:
    """Draw a foreign guest's name."""
    country = draw.choices(COUNTRIES, _WEIGHTS)[0]
    gender = "male" if draw.random() < 0.58 else "female"
    given = draw.choice(country.male if gender == "male" else country.female)
    return ForeignName(f"{given} {draw.choice(country.family)}", gender, country.code, country.language)


def reserved_phone(draw: Random, country: str) -> str:
    """Return a phone number from a range reserved for fiction, or nothing where there is none."""
    match country:
        case "US" | "CA":
            area = draw.choice(("202", "212", "312", "415", "617", "206") if country == "US" else ("416", "604", "514"))
            return f"+1{area}55501{draw.randrange(100):02d}"
        case "GB":
            return f"+447700900{draw.randrange(1000):03d}"
        case "FR":
            return f"+331990{draw.randrange(100_000):05d}"
        case "DE":
            return f"+493023125{draw.randrange(1000):03d}"
        case "AU":
            return f"+6125550{draw.randrange(10_000):04d}"
    return ""
