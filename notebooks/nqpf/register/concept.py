"""Named numbers of the chapter on the origin of the concept."""

from nqpf.numbers import (
    Formula,
    Number,
    change,
    largest,
    obs,
    share,
    size,
    smallest,
)


def _gii(edition: str, geo: str = "CHN") -> Formula:
    return obs("gii_rank", geo, edition)


def _score(geo: str) -> Formula:
    return obs("gii_score", geo, "2025")


def _rd(geo: str, year: str) -> Formula:
    return obs("rd_intensity", geo, year)


def _rd_nbs(year: str, status: str | None = None) -> Formula:
    return obs("rd_intensity_nbs", "CHN", year, status)


def _hightech(year: str) -> Formula:
    return obs("hightech_va_share", "CHN", year)


def _equipment(year: str) -> Formula:
    return obs("equipment_va_share", "CHN", year)


def _three_new(year: str, status: str | None = None) -> Formula:
    return obs("three_new_share", "CHN", year, status)


def _kti(geo: str, year: str) -> Formula:
    return obs("kti_share_of_economy", geo, year)


def _sei(year: str, status: str | None = None) -> Formula:
    return obs("sei_share_gdp", "CHN", year, status)


def _led(geo: str, window: str, status: str | None = None) -> Formula:
    return obs("aspi_technologies_led", geo, window, status)


def _tracked(window: str, status: str | None = None) -> Formula:
    return obs("aspi_technologies_tracked", "WLD", window, status)


_INDEX = [
    Number("gii-2012", "China's innovation index rank, 2012 edition", _gii("2012"), "{:ordinal}"),
    Number(
        "gii-2013",
        "China's innovation index rank, 2013 edition",
        _gii("2013"),
        "{:ordinal}",
        "Stated by the patent office as a rise of 25 places since then.",
    ),
    Number("gii-2022", "China's innovation index rank, 2022 edition", _gii("2022"), "{:ordinal}"),
    Number("gii-2023", "China's innovation index rank, 2023 edition", _gii("2023"), "{:ordinal}"),
    Number("gii-2024", "China's innovation index rank, 2024 edition", _gii("2024"), "{:ordinal}"),
    Number("gii-2025", "China's innovation index rank, 2025 edition", _gii("2025"), "{:ordinal}"),
    Number(
        "gii-slip-2023",
        "Places lost by China from the 2022 to the 2023 edition",
        _gii("2023") - _gii("2022"),
        "{:words}",
    ),
    Number(
        "gii-climb-decade",
        "Places gained by China from the 2013 to the 2023 edition",
        _gii("2013") - _gii("2023"),
        "{:.0f} places",
    ),
    Number(
        "gii-germany-2024",
        "Germany's innovation index rank, 2024 edition",
        _gii("2024", "DEU"),
        "{:ordinal}",
    ),
    Number(
        "gii-germany-2025",
        "Germany's innovation index rank, 2025 edition",
        _gii("2025", "DEU"),
        "{:ordinal}",
    ),
    Number("gii-score-china", "China's index score, 2025", _score("CHN"), "{:.1f} points"),
    Number("gii-score-usa", "United States' index score, 2025", _score("USA"), "{:.1f}"),
    Number(
        "gii-score-to-eighth",
        "Index points between the Netherlands (8th) and China, 2025",
        _score("NLD") - _score("CHN"),
        "{:.1f} of a point",
    ),
    Number(
        "gii-score-to-germany",
        "Index points between China and Germany, 2025",
        _score("CHN") - _score("DEU"),
        "{:.1f} points",
    ),
    Number(
        "gii-score-to-top",
        "Index points between Switzerland and China, 2025",
        _score("CHE") - _score("CHN"),
        "{:.1f} points",
    ),
    Number(
        "clusters-china",
        "China's clusters among the top hundred, 2025",
        obs("innovation_clusters", "CHN", "2025"),
        "{:.0f}",
    ),
    Number(
        "clusters-usa",
        "United States' clusters among the top hundred, 2025",
        obs("innovation_clusters", "USA", "2025"),
        "{:.0f}",
    ),
    Number(
        "clusters-germany",
        "Germany's clusters among the top hundred, 2025",
        obs("innovation_clusters", "DEU", "2025"),
        "{:words}",
    ),
]

_RESEARCH = [
    Number("rd-china-2000", "R&D share of GDP, China, 2000", _rd("CHN", "2000"), "{:.2f}%"),
    Number("rd-china-2022", "R&D share of GDP, China, 2022", _rd("CHN", "2022"), "{:.2f}%"),
    Number(
        "rd-china-ratio",
        "R&D share of GDP, China, 2022 relative to 2000",
        _rd("CHN", "2022") / _rd("CHN", "2000"),
        "{:.1f} times",
    ),
    Number("rd-usa-2022", "R&D share of GDP, United States, 2022", _rd("USA", "2022"), "{:.2f}%"),
    Number("rd-japan-2022", "R&D share of GDP, Japan, 2022", _rd("JPN", "2022"), "{:.2f}%"),
    Number("rd-germany-2022", "R&D share of GDP, Germany, 2022", _rd("DEU", "2022"), "{:.2f}%"),
    Number("rd-korea-2022", "R&D share of GDP, South Korea, 2022", _rd("KOR", "2022"), "{:.2f}%"),
    Number("rd-nbs-2025", "R&D share of GDP, Chinese release for 2025", _rd_nbs("2025"), "{:.2f}%"),
    Number(
        "rd-nbs-2012-first",
        "R&D share of GDP in 2012, as first published",
        _rd_nbs("2012", "superseded"),
        "{:.2f}%",
    ),
    Number("rd-nbs-2012", "R&D share of GDP in 2012, revised", _rd_nbs("2012"), "{:.2f}%"),
    Number(
        "rd-nbs-2012-cut",
        "Revision of the R&D share of GDP in 2012",
        size(_rd_nbs("2012") - _rd_nbs("2012", "superseded")),
        "{:.2f} points",
    ),
    Number("rd-nbs-2013", "R&D share of GDP, release for 2013", _rd_nbs("2013"), "{:.2f}%"),
    Number("rd-nbs-2014", "R&D share of GDP, release for 2014", _rd_nbs("2014"), "{:.2f}%"),
    Number(
        "rd-nbs-2023-first",
        "R&D share of GDP in 2023, as first published",
        _rd_nbs("2023", "superseded"),
        "{:.2f}%",
    ),
    Number("rd-nbs-2023", "R&D share of GDP in 2023, revised", _rd_nbs("2023"), "{:.2f}%"),
    Number(
        "rd-growth-target",
        "Yearly growth of R&D spending aimed at for 2026 to 2030",
        obs("rd_growth_target", "CHN", "2026/2030", "target"),
        "at least {:.0f}%",
    ),
    Number(
        "digital-core-target",
        "Core digital industries, share of GDP aimed at for 2030",
        obs("digital_core_share_target", "CHN", "2030", "target"),
        "{:.1f}%",
    ),
    Number("aspi-china-2007", "Technologies led, China, to 2007", _led("CHN", "2007"), "{:words}"),
    Number("aspi-china-2024", "Technologies led, China, to 2024", _led("CHN", "2024"), "{:.0f}"),
    Number(
        "aspi-usa-2007", "Technologies led, United States, to 2007", _led("USA", "2007"), "{:.0f}"
    ),
    Number(
        "aspi-usa-2024", "Technologies led, United States, to 2024", _led("USA", "2024"), "{:words}"
    ),
    Number("aspi-list-2007", "Technologies tracked, to 2007", _tracked("2007"), "{:.0f}"),
    Number("aspi-list-2024", "Technologies tracked, to 2024", _tracked("2024"), "{:.0f}"),
    Number(
        "aspi-china-2022-first",
        "Technologies led, China, to 2022, first edition",
        _led("CHN", "2022", "superseded"),
        "{:.0f}",
    ),
    Number(
        "aspi-list-2022-first",
        "Technologies tracked, to 2022, first edition",
        _tracked("2022", "superseded"),
        "{:.0f}",
    ),
    Number(
        "aspi-china-2022",
        "Technologies led, China, to 2022, revised",
        _led("CHN", "2022"),
        "{:.0f}",
    ),
    Number("aspi-list-2022", "Technologies tracked, to 2022, revised", _tracked("2022"), "{:.0f}"),
    Number(
        "aspi-share-china-2007",
        "Share of tracked technologies led by China, to 2007",
        share(_led("CHN", "2007"), _tracked("2007")),
        "{:.0f}%",
    ),
    Number(
        "aspi-share-china-2024",
        "Share of tracked technologies led by China, to 2024",
        share(_led("CHN", "2024"), _tracked("2024")),
        "{:.0f}%",
    ),
    Number(
        "manufacturing-growth-2023",
        "Growth of all manufacturing above designated size, 2023",
        obs("manufacturing_va_growth", "CHN", "2023"),
        "{:.1f}%",
    ),
]

_SHARES = [
    Number(
        "sei-2014",
        "New sectors as share of GDP, 2014, research estimate",
        _sei("2014"),
        "about {:.0f}%",
    ),
    Number(
        "sei-target-2015",
        "Strategic emerging industries as share of GDP, target for 2015",
        _sei("2015", "target"),
        "about {:.0f}%",
    ),
    Number(
        "sei-2017",
        "Strategic emerging industries as share of GDP, 2017, expected in mid-year",
        _sei("2017"),
        "about {:.0f}%",
    ),
    Number(
        "sei-target-2020",
        "Strategic emerging industries as share of GDP, target for 2020",
        _sei("2020", "target"),
        "{:.0f}%",
    ),
    Number(
        "sei-gap-2020",
        "Points between the share expected for 2017 and the target for 2020",
        _sei("2020", "target") - _sei("2017"),
        "{:words} percentage points",
    ),
    Number(
        "sei-2022",
        "Strategic emerging industries as share of GDP, 2022, industry ministry",
        _sei("2022"),
        "over {:.0f}%",
    ),
    Number(
        "sei-2023",
        "Strategic emerging industries as share of GDP, 2023, industry ministry",
        _sei("2023"),
        "about {:.0f}%",
    ),
    Number(
        "sei-expected-2025",
        "Strategic emerging industries as share of GDP, expected for 2021 to 2025",
        _sei("2025", "target"),
        "over {:.0f}%",
        "Carried by state television; no office is named.",
    ),
    Number(
        "sei-growth-2018",
        "Growth of strategic emerging industries, industrial part, 2018",
        obs("sei_industry_growth", "CHN", "2018"),
        "{:.1f}%",
    ),
    Number(
        "sei-growth-2019",
        "Growth of strategic emerging industries, industrial part, 2019",
        obs("sei_industry_growth", "CHN", "2019"),
        "{:.1f}%",
    ),
    Number(
        "sei-services-2025",
        "Revenue growth of strategic emerging services, 2025",
        obs("sei_services_revenue_growth", "CHN", "2025"),
        "{:.1f}%",
    ),
    Number(
        "hightech-share-2012",
        "High-tech share of industry, 2012",
        _hightech("2012"),
        "{:.1f}%",
    ),
    Number(
        "hightech-share-2022",
        "High-tech share of industry, 2022",
        _hightech("2022"),
        "{:.1f}%",
    ),
    Number(
        "hightech-share-2023",
        "High-tech share of industry, 2023",
        _hightech("2023"),
        "{:.1f}%",
    ),
    Number(
        "hightech-share-2025",
        "High-tech share of industry, 2025",
        _hightech("2025"),
        "{:.1f}%",
    ),
    Number(
        "hightech-share-rise",
        "Relative rise of the high-tech share of industry, 2012 to 2025",
        change(_hightech("2025"), _hightech("2012")),
        "{:.0f}%",
        "The classification was revised in 2013 and 2017.",
    ),
    Number(
        "equipment-share-2012",
        "Equipment share of industry, 2012",
        _equipment("2012"),
        "{:.1f}%",
    ),
    Number(
        "equipment-share-2021",
        "Equipment share of industry, 2021",
        _equipment("2021"),
        "{:.1f}%",
    ),
    Number(
        "equipment-share-2022",
        "Equipment share of industry, 2022",
        _equipment("2022"),
        "{:.1f}%",
    ),
    Number(
        "equipment-share-2025",
        "Equipment share of industry, 2025",
        _equipment("2025"),
        "{:.1f}%",
    ),
    Number(
        "three-new-2017-first",
        "Three-new economy as share of GDP, 2017, as first published",
        _three_new("2017", "superseded"),
        "{:.1f}%",
    ),
    Number(
        "three-new-2017",
        "Three-new economy as share of GDP, 2017, revised",
        _three_new("2017"),
        "{:.1f}%",
    ),
    Number(
        "three-new-2024",
        "Three-new economy as share of GDP, 2024",
        _three_new("2024"),
        "{:.1f}%",
    ),
    Number(
        "three-new-rise",
        "Three-new economy, rise of the share from 2017 (revised) to 2024",
        _three_new("2024") - _three_new("2017"),
        "{:.1f} percentage points",
    ),
    Number(
        "kti-share-china-2002",
        "Technology-intensive share, China, 2002",
        _kti("CHN", "2002"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-china-2022",
        "Technology-intensive share, China, 2022",
        _kti("CHN", "2022"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-china-low",
        "Technology-intensive share, China, lowest since 2002",
        smallest("kti_share_of_economy", "CHN"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-china-high",
        "Technology-intensive share, China, highest since 2002",
        largest("kti_share_of_economy", "CHN"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-world-2002",
        "Technology-intensive share, world, 2002",
        _kti("WLD", "2002"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-world-2022",
        "Technology-intensive share, world, 2022",
        _kti("WLD", "2022"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-usa-2002",
        "Technology-intensive share, United States, 2002",
        _kti("USA", "2002"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-usa-2022",
        "Technology-intensive share, United States, 2022",
        _kti("USA", "2022"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-korea-2002",
        "Technology-intensive share, South Korea, 2002",
        _kti("KOR", "2002"),
        "{:.1f}%",
    ),
    Number(
        "kti-share-korea-2022",
        "Technology-intensive share, South Korea, 2022",
        _kti("KOR", "2022"),
        "{:.1f}%",
    ),
]

NUMBERS: list[Number] = _INDEX + _RESEARCH + _SHARES
