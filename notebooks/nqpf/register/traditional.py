"""Named numbers of the chapter on traditional industries."""

from nqpf.numbers import (
    Number,
    change,
    china,
    constant,
    growth,
    largest,
    obs,
    share,
    size,
    total,
    world_share,
)

MIXED = "Value added and GDP are both first announcements for the year."
BATCHES = "The year of a batch is a convention: batch one is set to 2019."
PPP = "Kilograms of CO2 for a dollar of GDP at the purchasing power of 2021."
DENSITY = "Robots for every ten thousand employees in manufacturing."

OLD_BATCHES = (
    china("little_giants_new", "2019") + china("little_giants_new", "2020")
    + china("little_giants_new", "2021") + china("little_giants_new", "2022")
)  # fmt: skip
NEW_BATCHES = (
    china("little_giants_new", "2023") + china("little_giants_new", "2024")
    + china("little_giants_new", "2025")
)  # fmt: skip
NAMED = total("little_giants_new", geo="CHN")
NAMED_2024 = NAMED - china("little_giants_new", "2025")
NAMED_2021 = (
    china("little_giants_new", "2019") + china("little_giants_new", "2020")
    + china("little_giants_new", "2021")
)  # fmt: skip

MANUFACTURING_2025 = share(china("manufacturing_va", "2025"), china("gdp_yuan", "2025"))
GENERATED = china("power_generation_total", "2025")
SOLAR_WIND = china("power_generation_solar", "2025") + china("power_generation_wind", "2025")

NUMBERS = [
    # how much is traditional
    Number(
        "traditional-share", "Traditional industries in manufacturing value added, 2025",
        china("traditional_share_manufacturing", "2025") / 100, "nearly {:fraction}",
        "Given by the planning commission in words; no list of the industries is published.",
    ),
    Number(
        "traditional-share-2024", "Traditional industries in manufacturing output, 2024",
        china("traditional_share_manufacturing", "2024"), "over {:.0f}%",
        "Given by state television in words, with a list of seven industries.",
    ),
    Number(
        "manufacturing-va-2025", "Value added of manufacturing, 2025",
        china("manufacturing_va", "2025"), "{:.1f} trillion yuan",
    ),
    Number(
        "manufacturing-share-2004", "Manufacturing in GDP, 2004, computed",
        share(china("manufacturing_va", "2004"), china("gdp_yuan", "2004")), "{:.1f}%",
    ),
    Number(
        "manufacturing-share-2022", "Manufacturing in GDP, 2022, computed",
        share(china("manufacturing_va", "2022"), china("gdp_yuan", "2022")), "{:.1f}%",
    ),
    Number(
        "manufacturing-share-2022-stated", "Manufacturing in GDP, 2022, as stated",
        china("manufacturing_share_gdp", "2022"), "{:.1f}%",
    ),
    Number(
        "manufacturing-share-2025-stated", "Manufacturing in GDP, first half of 2025, as stated",
        china("manufacturing_share_gdp", "2025-H1"), "{:.1f}%",
    ),
    Number(
        "manufacturing-share-2025", "Manufacturing in GDP, 2025, computed",
        MANUFACTURING_2025, "{:.1f}%", MIXED,
    ),
    Number(
        "traditional-share-gdp", "Traditional industries in GDP, 2025, computed",
        china("traditional_share_manufacturing", "2025") / 100 * MANUFACTURING_2025,
        "just under {:.0f}%", "Rests on a share published as nearly four fifths. " + MIXED,
    ),
    Number(
        "manufacturing-world-share-2022", "China in world manufacturing value added, 2022",
        china("manufacturing_world_share", "2022"), "{:.1f}%",
    ),
    # money
    Number(
        "upgrading-investment-2021", "Growth of investment in technical upgrading, 2021",
        china("tech_transformation_investment_growth", "2021"), "{:.1f}%",
    ),
    Number(
        "upgrading-investment-2024", "Growth of investment in technical upgrading, 2024",
        china("tech_transformation_investment_growth", "2024"), "{:.1f}%",
    ),
    Number(
        "hightech-investment-2021", "Growth of investment in high-tech manufacturing, 2021",
        china("hightech_manufacturing_investment_growth", "2021"), "{:.1f}%",
    ),
    Number(
        "renewal-target", "Target for equipment investment, 2023 to 2027",
        china("equipment_renewal_target", "2023/2027", "target"), "at least {:.0f}%",
    ),
    Number(
        "renewal-pace", "Growth a year that the target for equipment investment implies",
        growth(
            constant(100) + china("equipment_renewal_target", "2023/2027", "target"),
            constant(100), 4,
        ),
        "{:.1f}% a year", "Four years, 2023 to 2027, compounded.",
    ),
    Number(
        "equipment-investment-2024", "Growth of equipment investment, January to August 2024",
        china("equipment_investment_growth", "2024-01/2024-08"), "{:.1f}%",
    ),
    # little giants
    Number("little-giants-named", "“Little giants” named, 2019 to 2025", NAMED, "{:,.0f}", BATCHES),
    Number(
        "little-giants-new-2025", "“Little giants” newly named, 2025",
        china("little_giants_new", "2025"), "{:,.0f}", BATCHES,
    ),
    Number(
        "little-giants-stock-2025", "“Little giants” with a valid title, November 2025",
        china("little_giants_stock", "2025-11"), "more than {:,.0f}",
    ),
    Number(
        "little-giants-gap-2025", "Titles named but no longer valid, November 2025",
        NAMED - china("little_giants_stock", "2025-11"), "fewer than {:,.0f}",
        "An upper bound, because the stock is published as a lower bound.",
    ),
    Number(
        "little-giants-stock-2024", "“Little giants” with a valid title, end of 2024",
        china("little_giants_stock", "2024"), "{:,.0f}",
    ),
    Number(
        "little-giants-named-2024", "“Little giants” named, 2019 to 2024",
        NAMED_2024, "{:,.0f}", BATCHES,
    ),
    Number(
        "little-giants-gap-2024", "Titles named but no longer valid, end of 2024",
        NAMED_2024 - china("little_giants_stock", "2024"), "{:,.0f}", BATCHES,
    ),
    Number(
        "little-giants-gap-2021", "Titles named beyond the stock, end of 2021",
        NAMED_2021 - china("little_giants_stock", "2021"), "{:,.0f}", BATCHES,
    ),
    Number(
        "little-giants-kept", "Titles of 2019 to 2022 still valid in November 2025, at least",
        share(china("little_giants_stock", "2025-11") - NEW_BATCHES, OLD_BATCHES) / 100,
        "at least {:fraction}",
        "Takes all titles of the last three batches as valid, and the years as assigned.",
    ),
    Number(
        "little-giants-review-2025", "“Little giants” that kept the title in the review of 2025",
        china("little_giants_review_rate", "2025"), "{:.0f}%",
        "Batches one and four, counted by an advisory firm.",
    ),
    Number(
        "little-giants-smes", "“Little giants” among above-scale small and medium industrial firms",
        china("little_giants_share_smes", "2025-11"), "{:.1f}%",
    ),
    Number(
        "little-giants-revenue", "“Little giants” in the revenue of such firms",
        china("little_giants_share_revenue", "2025-11"), "{:.1f}%",
    ),
    Number(
        "little-giants-profit", "“Little giants” in the profit of such firms",
        china("little_giants_share_profit", "2025-11"), "{:.1f}%",
    ),
    # digital
    Number("cnc-2012", "Key processes under numerical control, 2012",
           china("cnc_rate", "2012"), "{:.1f}%"),
    Number("cnc-2021", "Key processes under numerical control, 2021",
           china("cnc_rate", "2021"), "{:.1f}%"),
    Number("cnc-2021-slip", "The same, as one transcript prints it",
           china("cnc_rate", "2021", "superseded"), "{:.1f}%"),
    Number("cnc-2023", "Key processes under numerical control, 2023",
           china("cnc_rate", "2023"), "{:.1f}%"),
    Number("cnc-2025", "Key processes under numerical control, March 2025",
           china("cnc_rate", "2025-03"), "{:.1f}%"),
    Number("cnc-target", "Target for numerical control, 2027",
           china("cnc_rate", "2027", "target"), "over {:.0f}%"),
    Number(
        "cnc-pace", "Gain in numerical control, end of 2023 to March 2025, a year",
        (china("cnc_rate", "2025-03") - china("cnc_rate", "2023")) / constant(1.25),
        "{:.1f} points a year", "Yearly figures are taken to stand at the end of the year.",
    ),
    Number(
        "cnc-pace-needed", "Gain in numerical control that the target needs, a year",
        (china("cnc_rate", "2027", "target") - china("cnc_rate", "2025-03")) / constant(2.75),
        "{:.1f} points a year", "From March 2025 to the end of 2027.",
    ),
    Number(
        "cnc-path-2026", "Numerical control at the end of 2026 on a straight path to the target",
        china("cnc_rate", "2025-03")
        + (china("cnc_rate", "2027", "target") - china("cnc_rate", "2025-03"))
        / constant(2.75) * constant(1.75),
        "about {:.0f}%", "From March 2025 to the end of 2027 in equal steps.",
    ),
    Number("tools-2012", "Firms with digital design tools, 2012",
           china("digital_rd_tools_rate", "2012"), "{:.1f}%"),
    Number("tools-2023", "Firms with digital design tools, 2023",
           china("digital_rd_tools_rate", "2023"), "{:.1f}%"),
    Number("tools-2025", "Firms with digital design tools, March 2025",
           china("digital_rd_tools_rate", "2025-03"), "{:.1f}%"),
    Number("tools-target", "Target for digital design tools, 2027",
           china("digital_rd_tools_rate", "2027", "target"), "over {:.0f}%"),
    Number("digital-upgrade", "Registered firms with a digital upgrade begun, end of 2025",
           china("digital_upgrade_share", "2025-12"), "{:.1f}%"),
    Number("digital-equipment", "Digital machines in the equipment of registered firms",
           china("digital_equipment_rate", "2025-12"), "{:.1f}%"),
    Number("smart-basic", "Smart factories, basic level, 2025",
           china("smart_factories_basic", "2025"), "more than {:,.0f}"),
    Number("smart-pioneer", "Smart factories, pioneer level, 2025",
           china("smart_factories_pioneer", "2025"), "{:.0f}"),
    Number("lighthouses", "Lighthouse factories in China, January 2026",
           china("lighthouse_factories", "2026-01"), "{:.0f}"),
    Number("lighthouses-2023", "Lighthouse factories in China, 2023",
           china("lighthouse_factories", "2023"), "{:.0f}"),
    Number("lighthouses-world", "Lighthouse factories in the world, January 2026",
           obs("lighthouse_factories", "WLD", "2026-01"), "{:.0f}"),
    # robots and steel
    Number("robots-installed-2024", "Industrial robots installed in China, 2024",
           china("robot_installations", "2024") * 1000, "{:,.0f}"),
    Number(
        "robots-share-2012", "China in the world's robot installations, 2012",
        world_share("robot_installations", "CHN", "2012"),
        "{:.0f}%",
    ),
    Number("robot-output-2024", "Industrial robots made in China, 2024",
           china("industrial_robot_output", "2024") * 1000, "{:,.0f}"),
    Number("robot-makers-2023", "Chinese makers in the Chinese robot market, 2023",
           china("robot_makers_domestic_share", "2023"), "{:.0f}%"),
    Number("robot-makers-2024-ifr", "The same, 2024, robot federation",
           china("robot_makers_domestic_share", "2024", source="indianexpress-robots"), "{:.0f}%"),
    Number("robot-makers-2024-miit", "The same, 2024, industry ministry",
           china("robot_makers_domestic_share", "2024", source="chinatimes-20251113-robots"),
           "{:.1f}%"),
    Number("robot-density-published", "Robot density of China, 2023, as published",
           china("robot_density", "2023", "superseded"), "{:.0f}", DENSITY),
    Number("robot-density-revised", "Robot density of China, 2023, as revised",
           china("robot_density", "2023", "revised"), "{:.0f}", DENSITY),
    Number("robot-density-eu", "Robot density of the European Union, 2023",
           obs("robot_density", "EU27", "2023"), "{:.0f}", DENSITY),
    Number("robot-density-korea", "Robot density of South Korea, 2023",
           obs("robot_density", "KOR", "2023"), "{:,.0f}", DENSITY),
    Number(
        "steel-share-2025", "China in the world's crude steel, 2025",
        world_share("crude_steel", "CHN", "2025"), "{:.0f}%",
    ),
    Number(
        "steel-share-2024", "China in the world's crude steel, 2024",
        world_share("crude_steel", "CHN", "2024"), "{:.0f}%",
    ),
    Number("steel-2020", "Crude steel of China, 2020, its highest year",
           largest("crude_steel", "CHN"), "{:,.0f} million tonnes"),
    Number("steel-2025", "Crude steel of China, 2025",
           china("crude_steel", "2025"), "{:,.0f} million tonnes"),
    Number("steel-fall", "Fall of Chinese crude steel, 2020 to 2025",
           size(change(china("crude_steel", "2025"), china("crude_steel", "2020"))), "{:.1f}%"),
    Number("steel-india-rise", "Rise of Indian crude steel, 2019 to 2025",
           change(obs("crude_steel", "IND", "2025"), obs("crude_steel", "IND", "2019")), "{:.0f}%"),
    # carbon and power
    Number(
        "carbon-fall", "Fall of carbon intensity in China, 2010 to 2024",
        size(change(china("co2_intensity", "2024"), china("co2_intensity", "2010"))), "{:.1f}%",
        PPP,
    ),
    Number(
        "carbon-fall-fraction", "Fall of carbon intensity in China, 2010 to 2024, in words",
        size(change(china("co2_intensity", "2024"), china("co2_intensity", "2010"))) / 100,
        "{:fraction}", PPP,
    ),
    Number(
        "carbon-fall-usa", "Fall of carbon intensity in the United States, 2010 to 2024",
        size(change(obs("co2_intensity", "USA", "2024"), obs("co2_intensity", "USA", "2010"))),
        "{:.1f}%", PPP,
    ),
    Number(
        "carbon-fall-germany", "Fall of carbon intensity in Germany, 2010 to 2024",
        size(change(obs("co2_intensity", "DEU", "2024"), obs("co2_intensity", "DEU", "2010"))),
        "{:.1f}%", PPP,
    ),
    Number(
        "carbon-fall-india", "Fall of carbon intensity in India, 2010 to 2024",
        size(change(obs("co2_intensity", "IND", "2024"), obs("co2_intensity", "IND", "2010"))),
        "{:.1f}%", PPP,
    ),
    Number(
        "carbon-ratio-2024", "Carbon intensity, China to United States, 2024",
        china("co2_intensity", "2024") / obs("co2_intensity", "USA", "2024"), "{:.1f} times", PPP,
    ),
    Number(
        "carbon-ratio-2010", "Carbon intensity, China to United States, 2010",
        china("co2_intensity", "2010") / obs("co2_intensity", "USA", "2010"), "{:.1f} times", PPP,
    ),
    Number(
        "carbon-pace", "Yearly fall of carbon intensity in China, 2010 to 2024",
        size(growth(china("co2_intensity", "2024"), china("co2_intensity", "2010"), 14)),
        "{:.1f}% a year", PPP,
    ),
    Number("carbon-target", "Carbon intensity target of the fifteenth plan",
           size(china("co2_intensity_target", "2026/2030", "target")), "{:.0f}%"),
    Number(
        "carbon-target-pace", "Yearly fall that the carbon intensity target implies",
        size(
            growth(
                constant(100) + china("co2_intensity_target", "2026/2030", "target"),
                constant(100), 5,
            )
        ),
        "{:.1f}% a year", "Five years, compounded.",
    ),
    Number("carbon-change-2025", "Fall of carbon intensity, 2025, statistical office",
           size(china("co2_intensity_change", "2025")), "{:.1f}%"),
    Number("eaf-china", "Electric-furnace steel in China, first half of 2025",
           china("eaf_share", "2025-H1"), "{:.1f}%"),
    Number("eaf-target", "Target for electric-furnace steel, 2025",
           china("eaf_share", "2025", "target"), "over {:.0f}%"),
    Number("eaf-world", "Electric-furnace steel in the world, 2024",
           obs("eaf_share", "WLD", "2024"), "{:.1f}%"),
    Number("eaf-world-rounded", "The same, as some reports round it",
           obs("eaf_share", "WLD", "2024", "superseded"), "{:.0f}%"),
    Number("eaf-usa", "Electric-furnace steel in the United States, 2024",
           obs("eaf_share", "USA", "2024"), "{:.1f}%"),
    Number("eaf-india", "Electric-furnace steel in India, 2024",
           obs("eaf_share", "IND", "2024"), "{:.1f}%"),
    Number("eaf-japan", "Electric-furnace steel in Japan, 2024",
           obs("eaf_share", "JPN", "2024"), "{:.1f}%"),
    Number("power-coal-india", "Coal in the electricity of India, 2023",
           obs("elec_share_coal", "IND", "2023"), "{:.0f}%"),
    Number("power-coal-2000", "Coal in the electricity of China, 2000",
           china("elec_share_coal", "2000"), "{:.0f}%"),
    Number("power-coal-2023", "Coal in the electricity of China, 2023",
           china("elec_share_coal", "2023"), "{:.0f}%"),
    Number("energy-coal-2014", "Coal in the energy use of China, 2014",
           china("coal_share_energy", "2014"), "{:.0f}%"),
    Number("energy-coal-2025", "Coal in the energy use of China, 2025",
           china("coal_share_energy", "2025"), "{:.1f}%"),
    Number("solar-wind-stated", "Solar and wind in power generation, 2025, as stated",
           china("solar_wind_generation_share", "2025"), "{:.0f}%"),
    Number("solar-wind-computed", "Solar and wind in power generation, 2025, computed",
           share(SOLAR_WIND, GENERATED), "{:.1f}%"),
    Number(
        "solar-wind-2023", "Solar and wind in power generation, 2023",
        china("elec_share_solar", "2023") + china("elec_share_wind", "2023"), "{:.1f}%",
    ),
    Number("thermal-2025", "Thermal power in power generation, 2025",
           share(china("power_generation_thermal", "2025"), GENERATED), "{:.0f}%"),
    Number(
        "coal-power-multiple", "Electricity from coal in China, 2023 to 2000",
        china("elec_share_coal", "2023") * china("electricity_generation", "2023")
        / (china("elec_share_coal", "2000") * china("electricity_generation", "2000")),
        "{:.1f} times",
        "Share and generation are by different publishers.",
    ),
    Number(
        "robots-2020-first", "Industrial robots installed in China, 2020, as first published",
        obs("robot_installations", "CHN", "2020", "superseded") * 1000, "{:,.0f}",
    ),
    Number(
        "robots-2020", "Industrial robots installed in China, 2020, as revised",
        obs("robot_installations", "CHN", "2020") * 1000, "{:,.0f}",
    ),
    Number(
        "robot-density-2022-table", "Robot density of China, 2022, in a transcription",
        obs("robot_density", "CHN", "2022", source="robot-density-gist"), "{:.0f}",
    ),
    Number(
        "robot-density-2022-release", "Robot density of China, 2022, in the press release",
        obs("robot_density", "CHN", "2022", source="people-20241121-density"), "{:.0f}",
    ),
]  # fmt: skip
