"""Named numbers of the chapter on emerging and future industries."""

from nqpf.numbers import (
    Formula,
    Number,
    change,
    china,
    constant,
    growth,
    obs,
    share,
    size,
    world_share,
)

HIGHTECH, EQUIPMENT, MANUFACTURING = (
    "hightech_va_growth",
    "equipment_va_growth",
    "manufacturing_va_growth",
)
ABOVE_SCALE = "firms above designated size, comparable basis"


def _index(average: Formula, years: int) -> Formula:
    """What an average yearly growth in percent comes to over `years`, the start being 1."""
    return Formula(
        f"(1 + {average.text} ÷ 100)^{years}",
        average.inputs,
        lambda data: (1 + average.compute(data) / 100) ** years,
    )


_LONG = _index(china("hightech_va_growth_average", "2013/2023"), 11)
_SHORT = _index(china("hightech_va_growth_average", "2013/2021"), 9)

NUMBERS: list[Number] = [
    # Growth of high-tech manufacturing
    *(
        Number(
            f"hightech-growth-{year}",
            f"Growth of high-tech manufacturing, {year}",
            china(HIGHTECH, year),
            "{:.1f}%",
            ABOVE_SCALE,
        )
        for year in ("2021", "2023", "2024", "2025")
    ),
    Number(
        "hightech-growth-left",
        "Growth of high-tech manufacturing in 2025 relative to that of 2021",
        china(HIGHTECH, "2025") / china(HIGHTECH, "2021"),
        "{:fraction}",
    ),
    Number(
        "hightech-growth-average",
        "Average growth of high-tech manufacturing, 2013 to 2023",
        china("hightech_va_growth_average", "2013/2023"),
        "{:.1f}%",
        ABOVE_SCALE,
    ),
    Number(
        "hightech-growth-implied-2023",
        "Average growth of high-tech manufacturing in 2022 and 2023, implied by two averages",
        growth(_LONG, _SHORT, 2),
        "{:.1f}%",
        "from the official averages over eleven and nine years, both from 2013",
    ),
    Number(
        "hightech-growth-two-years",
        "Average growth of high-tech manufacturing in 2022 and 2023, from the yearly rates",
        growth(
            _index(china(HIGHTECH, "2022"), 1) * _index(china(HIGHTECH, "2023"), 1),
            constant(1),
            2,
        ),
        "{:.1f}%",
    ),
    Number(
        "manufacturing-growth-2025",
        "Growth of all manufacturing, 2025",
        china(MANUFACTURING, "2025"),
        "{:.1f}%",
        "printed beside the value added of all manufacturing",
    ),
    Number(
        "equipment-growth-2023",
        "Growth of equipment manufacturing, 2023",
        china(EQUIPMENT, "2023"),
        "{:.1f}%",
        ABOVE_SCALE,
    ),
    Number(
        "equipment-growth-2025",
        "Growth of equipment manufacturing, 2025",
        china(EQUIPMENT, "2025"),
        "{:.1f}%",
        ABOVE_SCALE,
    ),
    Number(
        "designated-size",
        "Yearly revenue from which industrial firms are above designated size",
        constant(20),
        "{:.0f} million yuan",
        "as reports of the statistical office's releases explain the term",
    ),
    # Output of single products
    *(
        Number(
            f"output-growth-{name}-2025",
            f"Growth of the output of {words}, 2025",
            china(f"output_growth_{series}", "2025"),
            "{:.1f}%",
            "units, firms above designated size",
        )
        for name, series, words in (
            ("printers", "printers_3d", "3D printing equipment"),
            ("drones", "civil_drones", "civil drones"),
            ("robots", "industrial_robots", "industrial robots"),
            ("memory", "memory_chips", "memory chips"),
            ("service-robots", "service_robots", "service robots"),
        )
    ),
    Number(
        "output-growth-service-robots-2024",
        "Growth of the output of service robots, 2024",
        china("output_growth_service_robots", "2024"),
        "{:.1f}%",
    ),
    Number(
        "output-growth-service-robots-2026",
        "Growth of the output of service robots, first half of 2026",
        china("output_growth_service_robots", "2026-H1"),
        "{:.1f}%",
    ),
    *(
        Number(
            f"service-robots-{year}",
            f"Output of service robots, {year}",
            china("service_robot_output", year),
            "{:.1f} million",
        )
        for year in ("2021", "2022", "2024", "2025")
    ),
    Number(
        "service-robots-levels-2025",
        "Growth of the output of service robots implied by the levels, 2025",
        change(china("service_robot_output", "2025"), china("service_robot_output", "2024")),
        "{:.0f}%",
        "a wrong way to compute growth: the sample of firms changed",
    ),
    Number(
        "service-robots-chained-2024",
        "Output of service robots, 2024, from the level of 2022 and two growth rates",
        china("service_robot_output", "2022")
        * _index(china("output_growth_service_robots", "2023"), 1)
        * _index(china("output_growth_service_robots", "2024"), 1),
        "{:.1f} million",
    ),
    Number(
        "service-robots-chained-2025",
        "Output of service robots, 2025, from the level of 2024 and the growth rate",
        china("service_robot_output", "2024")
        * _index(china("output_growth_service_robots", "2025"), 1),
        "{:.1f} million",
    ),
    Number(
        "robots-growth-2024",
        "Growth of the output of industrial robots, 2024",
        china("output_growth_industrial_robots", "2024"),
        "{:.1f}%",
    ),
    Number(
        "robots-levels-2024",
        "Growth of the output of industrial robots implied by the levels, 2024",
        change(china("industrial_robot_output", "2024"), china("industrial_robot_output", "2023")),
        "{:.0f}%",
        "a wrong way to compute growth: the sample of firms changed",
    ),
    Number(
        "robots-growth-2021-first",
        "Growth of the output of industrial robots, 2021, as first released",
        obs("output_growth_industrial_robots", "CHN", "2021", "superseded"),
        "{:.1f}%",
    ),
    Number(
        "robots-growth-2021-later",
        "Growth of the output of industrial robots, 2021, in a later account",
        obs("output_growth_industrial_robots", "CHN", "2021", "revised"),
        "{:.1f}%",
        "the basis is not explained",
    ),
    # High-tech exports
    Number(
        "hightech-exports-growth-customs",
        "Growth of high-tech product exports, customs, 2025",
        obs("hightech_exports_customs_growth", "CHN", "2025", "reported"),
        "{:.1f}%",
        "gao jishu chanpin, in yuan; no published definition",
    ),
    Number(
        "hightech-exports-customs",
        "Exports of high-tech products, customs, 2025",
        china("hightech_exports_customs", "2025"),
        "{:.2f} trillion yuan",
        "gao jishu chanpin; no published definition",
    ),
    Number(
        "hightech-exports-growth-communique",
        "Growth of new and high-tech product exports, communiqué, 2025",
        china("hightech_exports_communique_growth", "2025"),
        "{:.1f}%",
        "gao xin jishu chanpin, in yuan",
    ),
    Number(
        "hightech-exports-communique",
        "Exports of new and high-tech products, communiqué, 2025",
        china("hightech_exports_communique", "2025"),
        "{:.2f} trillion yuan",
        "gao xin jishu chanpin",
    ),
    Number(
        "hightech-exports-communique-2021",
        "Exports of new and high-tech products, 2021",
        china("hightech_exports_communique", "2021"),
        "{:.1f} trillion yuan",
        "gao xin jishu chanpin",
    ),
    Number(
        "hightech-exports-communique-four-years",
        "Change of new and high-tech product exports, 2021 to 2025",
        change(
            china("hightech_exports_communique", "2025"),
            china("hightech_exports_communique", "2021"),
        ),
        "roughly {:.0f}%",
        "over four years together, in yuan; the earlier value is rounded",
    ),
    Number(
        "exports-growth-2025",
        "Growth of all goods exports, 2025",
        china("exports_total_growth", "2025"),
        "{:.1f}%",
        "in yuan",
    ),
    Number(
        "hightech-exports-check",
        "Growth of high-tech product exports, customs, 2025, from the share for 2024",
        change(
            china("hightech_exports_customs", "2025"),
            china("hightech_exports_customs_share", "2024") * china("exports_total", "2024") / 100,
        ),
        "{:.1f}%",
        "the level for 2024 is the share of high-tech products times all goods exports",
    ),
    *(
        Number(
            f"hightech-export-share-{name}-{year}",
            f"High-tech share of manufactured exports, {title}, {year}",
            obs("hightech_exports_share", geo, year),
            "{:.1f}%",
            "World Bank definition",
        )
        for name, geo, title in (
            ("china", "CHN", "China"),
            ("korea", "KOR", "South Korea"),
            ("usa", "USA", "United States"),
            ("germany", "DEU", "Germany"),
            ("japan", "JPN", "Japan"),
        )
        for year in ("2014", "2024")
    ),
    Number(
        "hightech-exports-dollars-fall",
        "Fall of high-tech exports in dollars, 2021 to 2023",
        size(change(china("hightech_exports_usd", "2023"), china("hightech_exports_usd", "2021"))),
        "{:.0f}%",
        "World Bank definition",
    ),
    # Structure
    *(
        Number(
            f"hightech-share-{year}",
            f"High-tech manufacturing in above-scale industry, {year}",
            china("hightech_va_share", year),
            "{:.1f}%",
            "share of above-scale industrial value added, not of GDP",
        )
        for year in ("2015", "2020", "2021")
    ),
    Number(
        "hightech-share-rise-2015",
        "Rise of the high-tech share of above-scale industry, 2015 to 2025",
        change(china("hightech_va_share", "2025"), china("hightech_va_share", "2015")),
        "{:.0f}%",
        "relative to the share of 2015",
    ),
    *(
        Number(
            f"kti-world-share-{name}-{year}",
            f"Share of {title} in the world's knowledge-intensive manufacturing, {year}",
            world_share("kti_manufacturing_va", geo, year),
            "{:.0f}%",
            "value added in current dollars",
        )
        for name, geo, title in (("china", "CHN", "China"), ("usa", "USA", "the United States"))
        for year in ("2002", "2022")
    ),
    Number(
        "manufacturing-dollar-share-2022",
        "Share of China in the world's manufacturing, 2022",
        world_share("manufacturing_va_usd", "CHN", "2022"),
        "{:.0f}%",
        "value added in current dollars",
    ),
    Number(
        "traditional-share-percent",
        "Traditional industries in manufacturing value added, 2025",
        china("traditional_share_manufacturing", "2025"),
        "nearly {:.0f}%",
        "no published list of the industries",
    ),
    # Investment
    *(
        Number(
            f"manufacturing-investment-{year}",
            f"Growth of manufacturing investment, {year}",
            china("manufacturing_investment_growth", year),
            "{:.1f}%",
        )
        for year in ("2024", "2025")
    ),
    Number(
        "fixed-investment-fall-2025",
        "Fall of all fixed investment, 2025",
        size(china("fixed_investment_growth", "2025")),
        "{:.1f}%",
    ),
    *(
        Number(
            f"hightech-investment-{year}",
            f"Growth of investment in high-tech manufacturing, {year}",
            china("hightech_manufacturing_investment_growth", year),
            "{:.1f}%",
        )
        for year in ("2022", "2024")
    ),
    # Industries of the future
    Number(
        "quantum-filing-share",
        "China's share of quantum patent filings, 2024",
        china("quantum_patent_share", "2024"),
        "about {:.0f}%",
        "raw filings, source not named",
    ),
    Number(
        "quantum-families",
        "International patent families on quantum technology, 2005 to 2024",
        obs("quantum_patent_families", "WLD", "2005/2024"),
        "about {:,.0f}",
    ),
    Number(
        "biomanufacturing-size",
        "Biomanufacturing, end of 2025",
        china("biomanufacturing_size", "2025"),
        "{:.1f} trillion yuan",
        "no published classification",
    ),
    Number(
        "biomanufacturing-size-autumn",
        "Biomanufacturing, autumn of 2025",
        china("biomanufacturing_size", "2025-09"),
        "close to {:.0f} trillion yuan",
        "no published classification",
    ),
    Number(
        "fermentation-share",
        "China's share of fermentation, 2025",
        china("biomanufacturing_fermentation_share", "2025"),
        "more than {:.0f}%",
        "capacity in one account, output in another",
    ),
    Number(
        "electrolyser-share",
        "China's share of electrolysers installed or nearly so, 2025",
        china("electrolyser_share", "2025-07"),
        "{:.0f}%",
    ),
    Number(
        "electrolysis-share",
        "Share of electrolysis in China's hydrogen output, 2024",
        share(china("hydrogen_output_electrolysis", "2024"), china("hydrogen_output", "2024")),
        "{:.1f}%",
        "electrolysis from any power",
    ),
    Number(
        "fusion-money-china",
        "Private money raised by Chinese fusion firms to 2025",
        china("fusion_private_investment", "2025"),
        "{:.2f} billion dollars",
    ),
    Number(
        "fusion-money-usa",
        "Private money raised by fusion firms in the United States to 2025",
        obs("fusion_private_investment", "USA", "2025"),
        "over {:.0f} billion",
    ),
    Number(
        "fusion-money-share",
        "China's share of private fusion money to 2025",
        world_share("fusion_private_investment", "CHN", "2025"),
        "about {:.0f}%",
        "the world total is an estimate",
    ),
    Number(
        "bci-share",
        "China's share of brain-computer interface patents, 2023",
        china("bci_patent_share", "2023"),
        "{:.0f}%",
        "applications for sensing without implants",
    ),
    *(
        Number(
            f"humanoid-patents-{name}",
            f"Humanoid robot patents, {title}, 2020 to 2024",
            obs("humanoid_patents", geo, "2020/2024"),
            "{:,.0f}",
            "a keyword count by a bank",
        )
        for name, geo, title in (("china", "CHN", "China"), ("usa", "USA", "United States"))
    ),
    Number(
        "humanoid-makers",
        "Makers of humanoid robots in China, 2025",
        china("humanoid_makers", "2025"),
        "more than {:.0f}",
    ),
    Number(
        "humanoids-per-maker",
        "Humanoid robots shipped worldwide for each Chinese maker, 2025",
        obs("humanoid_shipments", "WLD", "2025") / china("humanoid_makers", "2025"),
        "about {:.0f}",
        "an upper limit for Chinese makers, as some of the robots were made elsewhere",
    ),
    *(
        Number(
            f"sixg-{name}-{count}",
            f"Share of {title} in 6G patent applications, {publisher} count, 2021",
            obs(f"sixg_patent_share_{count}", geo, "2021"),
            form,
        )
        for name, geo, title in (("china", "CHN", "China"), ("usa", "USA", "the United States"))
        for count, publisher, form in (
            ("cnipa", "Chinese patent office", "{:.0f}%"),
            ("nikkei", "Nikkei", "{:.1f}%"),
        )
    ),
    # Emerging industries
    *(
        Number(
            f"ev-share-{name}-2024",
            f"Electric share of new cars, {title}, 2024",
            obs("ev_sales_share", geo, "2024"),
            "{:.0f}%",
            "battery and plug-in hybrid cars",
        )
        for name, geo, title in (
            ("china", "CHN", "China"),
            ("world", "WLD", "world"),
            ("eu", "EU27", "European Union"),
            ("usa", "USA", "United States"),
        )
    ),
    Number(
        "ev-world-share-2024",
        "China's share of electric cars sold, 2024",
        world_share("ev_sales", "CHN", "2024"),
        "{:.0f}%",
    ),
    Number(
        "pv-share",
        "China's share of solar manufacturing, 2023",
        china("pv_manufacturing_share", "2023"),
        "about {:.0f}%",
    ),
    Number(
        "battery-share-iea",
        "China's share of battery production, 2024",
        china("battery_world_share_iea", "2024"),
        "more than {:.0f}%",
        "published as more than three quarters",
    ),
    Number(
        "battery-share-ciaps",
        "China's share of lithium-ion battery output, 2023",
        china("lithium_battery_world_share", "2023"),
        "about {:.0f}%",
        "estimate of an industry association",
    ),
    Number(
        "solar-cells-growth-2023",
        "Growth of the output of solar cells, 2023",
        china("output_growth_solar_cells", "2023"),
        "{:.0f}%",
    ),
    Number(
        "hightech-services-investment-2024",
        "Growth of investment in high-tech services, 2024",
        china("hightech_services_investment_growth", "2024"),
        "{:.1f}%",
    ),
    Number(
        "nev-output-nbs",
        "New-energy vehicles made in China, 2025, statistical office",
        china("nev_output", "2025"),
        "{:.1f} million",
    ),
    Number(
        "nev-output-caam",
        "New-energy vehicles made in China, 2025, association of car makers",
        china("nev_output_caam", "2025"),
        "{:.1f} million",
    ),
]
