"""Named numbers of the chapter on artificial intelligence."""

from nqpf.numbers import (
    Number,
    change,
    constant,
    growth,
    largest,
    obs,
    size,
    world_share,
)

_CORE = obs("ai_core_industry", "CHN", "2025")
_CORE_PLAN_2025 = obs("ai_core_industry", "CHN", "2025", "target")
_CORE_PLAN_2030 = obs("ai_core_industry", "CHN", "2030", "target")
_CORE_NDRC = obs("ai_core_industry", "CHN", "2025-04")
_CNNIC_2024 = obs("ai_industry_cnnic", "CHN", "2024")
_CAICT_2024 = obs("ai_industry_caict", "CHN", "2024")
_CAICT_2025 = obs("ai_industry_caict", "CHN", "2025")
_RELATED_PLAN_2025 = obs("ai_related_industry", "CHN", "2025", "target")
_RELATED_2030_OLD = obs("ai_related_industry", "CHN", "2030", "target", "stiwm-20170724-aiplan")
_RELATED_2030_NEW = obs("ai_related_industry", "CHN", "2030", "target", "udn-20260306-ndrc")

_DOLLARS_XINHUA = obs("ai_core_industry_usd", "CHN", "2025", "at_least", "xinhua-20260305-ai-core")
_DOLLARS_ECNS = obs("ai_core_industry_usd", "CHN", "2025", "at_least", "ecns-20260305-ai-core")
_RATE_DECEMBER = obs("cny_per_usd_month", "CHN", "2025-12")
_RATE_FEBRUARY = obs("cny_per_usd_month", "CHN", "2026-02")
_RATE_MARCH = obs("cny_per_usd_month", "CHN", "2026-03")
_RATE_2025 = obs("cny_per_usd_year", "CHN", "2025")
_AT_DECEMBER = _CORE / _RATE_DECEMBER * 1000
_AT_2025 = _CORE / _RATE_2025 * 1000
_AT_MARCH = _CORE / _RATE_MARCH * 1000

_FIRMS = obs("ai_enterprises", "CHN", "2025")
_FIRMS_2022 = obs("ai_enterprises", "CHN", "2022-06")


def _invested(geo: str, period: str = "2025"):  # noqa: ANN202
    return obs("ai_private_investment", geo, period)


NUMBERS = [
    # The size of the core industry
    Number("ai-core-2025", "Core AI industry, 2025", _CORE, "at least {:.1f} trillion yuan"),
    Number("ai-core-words", "Core AI industry, 2025, in the words of the article", _CORE,
           "more than {:.1f} trillion yuan"),
    Number(
        "ai-core-2022", "Core AI industry, June 2022",
        obs("ai_core_industry", "CHN", "2022-06"), "over {:.1f} trillion yuan",
    ),
    Number(
        "ai-core-2023", "Core AI industry, 2023, research institute",
        obs("ai_core_industry", "CHN", "2023"), "about {:.2f} trillion yuan",
    ),
    Number(
        "ai-core-november-2025", "Core AI industry, January to November 2025",
        obs("ai_core_industry", "CHN", "2025-11"), "over {:.0f} trillion yuan",
    ),
    Number("ai-core-plan-2025", "Target of 2017 for core AI in 2025", _CORE_PLAN_2025,
           "{:.1f} trillion yuan"),
    Number("ai-core-plan-2030", "Target of 2017 for core AI in 2030", _CORE_PLAN_2030,
           "{:.0f} trillion yuan"),
    Number(
        "ai-core-times-plan", "Core AI in 2025 against the target of 2017 for that year",
        _CORE / _CORE_PLAN_2025, "at least {:words} times",
        "A lower bound divided by a target.",
    ),
    Number("ai-core-ndrc", "Core AI industry by April 2025, planning commission", _CORE_NDRC,
           "nearly {:.1f} trillion yuan"),
    Number("ai-cnnic-2024", "AI industry, 2024, CNNIC", _CNNIC_2024, "over {:.1f} trillion"),
    Number("ai-caict-2024", "AI industry, 2024, CAICT", _CAICT_2024, "over {:.1f} trillion"),
    Number("ai-caict-2025", "AI industry, 2025, expected by CAICT", _CAICT_2025,
           "over {:.1f} trillion"),
    Number(
        "ai-growth-from-ndrc", "Core AI in 2025 against core AI by April 2025",
        change(_CORE, _CORE_NDRC), "{:.0f}%",
        "From a figure published as “nearly” to one published as “more than”.",
    ),
    Number(
        "ai-growth-from-cnnic", "Core AI in 2025 against CNNIC’s AI industry of 2024",
        change(_CORE, _CNNIC_2024), "{:.0f}%", "Two scopes: shown as a warning, not as growth.",
    ),
    Number(
        "ai-growth-from-caict", "Core AI in 2025 against CAICT’s AI industry of 2024",
        change(_CORE, _CAICT_2024), "{:.0f}%",
        "Perhaps one scope: state media called both figures core in December 2025.",
    ),
    # Related industries
    Number("ai-related-2030", "Target of 2026 for AI-related industries in 2030",
           _RELATED_2030_NEW, "{:.0f} trillion yuan"),
    Number("ai-related-plan-2030", "Target of 2017 for AI-related industries in 2030",
           _RELATED_2030_OLD, "{:.0f} trillion"),
    Number("ai-related-plan-2025", "Target of 2017 for AI-related industries in 2025",
           _RELATED_PLAN_2025, "{:.0f} trillion yuan"),
    Number(
        "ai-growth-joined", "Growth a year from core AI in 2025 to related industries in 2030",
        growth(_RELATED_2030_NEW, _CORE, 5), "{:.0f}%",
        "A calculation that the chapter shows in order to reject it: two scopes.",
    ),
    Number(
        "ai-growth-related-plan", "Growth a year of related industries in the plan, 2025 to 2030",
        growth(_RELATED_2030_OLD, _RELATED_PLAN_2025, 5), "{:.0f}%",
    ),
    Number(
        "ai-growth-core-plan", "Growth a year of core AI in the plan, 2025 to 2030",
        growth(_CORE_PLAN_2030, _CORE_PLAN_2025, 5), "{:.0f}%",
    ),
    Number(
        "ai-plan-ratio-2025", "Related to core industries in the plan, 2025",
        _RELATED_PLAN_2025 / _CORE_PLAN_2025, "{:.1f}",
    ),
    Number(
        "ai-related-by-ratio", "Related industries in 2025 at the plan’s ratio to the core",
        _CORE * (_RELATED_PLAN_2025 / _CORE_PLAN_2025), "{:.0f} trillion yuan",
        "An illustration, no estimate.",
    ),
    # The dollar figure
    Number("ai-dollars-xinhua", "Core AI in dollars as printed by Xinhua", _DOLLARS_XINHUA,
           "over {:.1f} billion dollars"),
    Number("ai-dollars-article", "Core AI in dollars in the 2026 article", constant(173.9),
           "{:.1f} billion dollars", "The figure of the article itself, claim A17."),
    Number("ai-dollars-ecns", "Core AI in dollars as printed by ECNS on 5 March 2026",
           _DOLLARS_ECNS, "over {:.0f} billion dollars"),
    Number(
        "ai-implied-rate", "Exchange rate implied by the article",
        _CORE / _DOLLARS_XINHUA * 1000, "{:.2f} yuan",
    ),
    Number(
        "ai-implied-rate-ecns", "Exchange rate implied by ECNS",
        _CORE / _DOLLARS_ECNS * 1000, "{:.2f} yuan",
    ),
    Number("ai-rate-december", "Yuan a dollar, December 2025", _RATE_DECEMBER, "{:.2f}"),
    Number("ai-rate-february", "Yuan a dollar, February 2026", _RATE_FEBRUARY, "{:.2f}"),
    Number("ai-rate-march", "Yuan a dollar, March 2026", _RATE_MARCH, "{:.2f}"),
    Number("ai-rate-2025", "Yuan a dollar, average of 2025", _RATE_2025, "{:.2f}"),
    Number("ai-dollars-december", "Core AI in dollars at the rate of December 2025",
           _AT_DECEMBER, "{:.0f} billion dollars"),
    Number("ai-dollars-2025", "Core AI in dollars at the average rate of 2025",
           _AT_2025, "{:.0f} billion dollars"),
    Number("ai-dollars-march", "Core AI in dollars at the rate of March 2026",
           _AT_MARCH, "{:.0f} billion dollars"),
    Number("ai-dollars-gap", "Printed dollars above those at the average rate of 2025",
           change(_DOLLARS_XINHUA, _AT_2025), "{:.0f}%"),
    # Firms
    Number("ai-firms-2025", "AI enterprises, end of 2025", _FIRMS, "over {:,.0f}"),
    Number("ai-firms-2022", "AI enterprises, June 2022", _FIRMS_2022, "over {:,.0f}"),
    Number("ai-firms-2024", "AI enterprises, 2024", obs("ai_enterprises", "CHN", "2024"),
           "over {:,.0f}"),
    Number("ai-firms-caict", "AI enterprises, September 2025, CAICT",
           obs("ai_enterprises", "CHN", "2025-09"), "over {:,.0f}"),
    Number("ai-firms-january", "AI enterprises in 2025 as stated in January 2026",
           obs("ai_enterprises", "CHN", "2025", "superseded"), "over {:,.0f}"),
    Number("ai-firms-growth", "AI enterprises, June 2022 to 2025", _FIRMS / _FIRMS_2022,
           "{:.1f}", "The ratio of two lower bounds."),
    Number("ai-funded-china", "Newly funded AI companies, China, 2025",
           obs("ai_newly_funded_companies", "CHN", "2025"), "{:,.0f}"),
    Number("ai-funded-usa", "Newly funded AI companies, United States, 2025",
           obs("ai_newly_funded_companies", "USA", "2025"), "{:,.0f}"),
    Number("ai-funded-decade-china", "AI companies funded in China over 2013 to 2023",
           obs("ai_startups_funded_cumulative", "CHN", "2013/2023"), "{:,.0f}"),
    Number("ai-funded-decade-usa", "AI companies funded in the United States over 2013 to 2023",
           obs("ai_startups_funded_cumulative", "USA", "2013/2023"), "{:,.0f}"),
    # Volume
    Number("ai-patents-china", "Share of China in AI patents granted, 2024",
           obs("ai_patents_share", "CHN", "2024"), "{:.1f}%"),
    Number("ai-patents-china-words", "Share of China in AI patents granted, 2024, in words",
           obs("ai_patents_share", "CHN", "2024") / 100, "{:fraction}"),
    Number("ai-patents-usa", "Share of the United States in AI patents granted, 2024",
           obs("ai_patents_share", "USA", "2024"), "{:.1f}%"),
    Number("ai-patents-sum-china", "Share of China in AI patents granted over 2000 to 2022",
           world_share("ai_patents_granted", "CHN", "2000/2022"), "{:.0f}%"),
    Number("ai-patents-sum-usa",
           "Share of the United States in AI patents granted over 2000 to 2022",
           world_share("ai_patents_granted", "USA", "2000/2022"), "{:.0f}%"),
    Number("ai-articles-china", "Share of China in AI articles, 2022",
           world_share("ai_articles", "CHN", "2022"), "{:.0f}%"),
    Number("ai-articles-usa", "Share of the United States in AI articles, 2022",
           world_share("ai_articles", "USA", "2022"), "{:.0f}%"),
    Number("ai-publications-china", "Share of China in AI publications, 2024",
           obs("ai_publications_share", "CHN", "2024"), "{:.1f}%"),
    Number("ai-citations-china", "Share of China in citations of AI publications, 2024",
           obs("ai_citations_share", "CHN", "2024"), "{:.1f}%"),
    # Depth
    Number("ai-top100-china", "Most-cited AI papers with an author in China, 2024",
           obs("ai_top100_papers", "CHN", "2024"), "{:.0f}"),
    Number("ai-top100-usa", "Most-cited AI papers with an author in the United States, 2024",
           obs("ai_top100_papers", "USA", "2024"), "{:.0f}"),
    Number("ai-top100-china-2021", "Most-cited AI papers with an author in China, 2021",
           obs("ai_top100_papers", "CHN", "2021"), "{:.0f}"),
    Number("ai-top100-usa-2021",
           "Most-cited AI papers with an author in the United States, 2021",
           obs("ai_top100_papers", "USA", "2021"), "{:.0f}"),
    Number("ai-systems-china", "Large-scale AI systems, China",
           obs("large_scale_ai_systems", "CHN", "2025"), "{:.0f}"),
    Number("ai-systems-usa", "Large-scale AI systems, United States",
           obs("large_scale_ai_systems", "USA", "2025"), "{:.0f}"),
    Number("ai-systems-share-china", "Share of China in large-scale AI systems",
           world_share("large_scale_ai_systems", "CHN", "2025"), "{:.0f}%"),
    Number("ai-systems-share-usa", "Share of the United States in large-scale AI systems",
           world_share("large_scale_ai_systems", "USA", "2025"), "{:.0f}%"),
    Number("ai-models-china", "Notable AI models of 2025, China, to 13 November",
           obs("notable_ai_models", "CHN", "2025"), "{:.0f}"),
    Number("ai-models-usa", "Notable AI models of 2025, United States, to 13 November",
           obs("notable_ai_models", "USA", "2025"), "{:.0f}"),
    Number("ai-models-index-china", "Notable AI models of 2025, China, AI Index",
           obs("notable_ai_models_aiindex", "CHN", "2025"), "{:.0f}"),
    Number("ai-models-index-usa", "Notable AI models of 2025, United States, AI Index",
           obs("notable_ai_models_aiindex", "USA", "2025"), "{:.0f}"),
    Number("ai-models-share-china", "Share of China in notable AI models, 2025 to 13 November",
           world_share("notable_ai_models", "CHN", "2025"), "{:.0f}%"),
    Number("ai-models-share-usa",
           "Share of the United States in notable AI models, 2025 to 13 November",
           world_share("notable_ai_models", "USA", "2025"), "{:.0f}%"),
    Number("ai-models-china-2024", "Notable AI models of 2024, China",
           obs("notable_ai_models", "CHN", "2024"), "{:.0f}"),
    Number("ai-models-usa-2024", "Notable AI models of 2024, United States",
           obs("notable_ai_models", "USA", "2024"), "{:.0f}"),
    Number("ai-models-china-2020", "Notable AI models of 2020, China",
           obs("notable_ai_models", "CHN", "2020"), "{:words}"),
    Number("ai-models-usa-2020", "Notable AI models of 2020, United States",
           obs("notable_ai_models", "USA", "2020"), "{:.0f}"),
    # Money
    Number("ai-invested-china", "Private AI investment, China, 2025, constant dollars",
           _invested("CHN"), "{:.1f} billion dollars"),
    Number("ai-invested-usa", "Private AI investment, United States, 2025, constant dollars",
           _invested("USA"), "{:.1f} billion dollars"),
    Number("ai-invested-ratio", "Private AI investment, United States to China, 2025",
           _invested("USA") / _invested("CHN"), "{:.0f}"),
    Number("ai-invested-share-china", "Share of China in private AI investment, 2025",
           world_share("ai_private_investment", "CHN", "2025"), "{:.1f}%"),
    Number("ai-invested-share-usa", "Share of the United States in private AI investment, 2025",
           world_share("ai_private_investment", "USA", "2025"), "{:.0f}%"),
    Number("ai-invested-peak", "Highest private AI investment in China",
           largest("ai_private_investment", "CHN"), "{:.1f} billion dollars"),
    Number("ai-invested-fall", "Private AI investment in China, 2021 to 2025",
           size(change(_invested("CHN"), _invested("CHN", "2021"))), "{:.0f}%"),
    Number("ai-printed-china", "Private AI investment, China, 2025, as printed",
           obs("ai_private_investment_published", "CHN", "2025"), "{:.1f} billion dollars"),
    Number("ai-printed-usa", "Private AI investment, United States, 2025, as printed",
           obs("ai_private_investment_published", "USA", "2025"), "{:.1f} billion dollars"),
    Number("ai-guidance-funds", "Guidance funds in AI firms over 2000 to 2023",
           obs("ai_guidance_funds", "CHN", "2000/2023"), "{:.0f} billion dollars"),
    Number("ai-private-decade-china", "Private AI investment in China over 2013 to 2023",
           obs("ai_private_investment_cumulative", "CHN", "2013/2023"), "{:.0f} billion dollars"),
    Number("ai-private-decade-usa",
           "Private AI investment in the United States over 2013 to 2023",
           obs("ai_private_investment_cumulative", "USA", "2013/2023"), "{:.0f} billion dollars"),
    # Use
    Number("ai-adoption-manufacturers", "Manufacturers above designated size that use AI, 2025",
           obs("ai_manufacturing_adoption", "CHN", "2025"), "over {:.0f}%"),
    Number("ai-survey-china", "Surveyed organisations that use AI, Greater China, 2025",
           obs("ai_use_by_companies", "CHN", "2025"), "{:.0f}%"),
    Number("ai-survey-world", "Surveyed organisations that use AI, world, 2025",
           obs("ai_use_by_companies", "WLD", "2025"), "{:.0f}%"),
    Number("ai-survey-world-2023", "Surveyed organisations that use AI, world, 2023",
           obs("ai_use_by_companies", "WLD", "2023"), "{:.0f}%"),
    Number("ai-users-start", "Users of generative AI, June 2024",
           obs("genai_users", "CHN", "2024-06"), "{:.0f} million"),
    Number("ai-users", "Users of generative AI, December 2025",
           obs("genai_users", "CHN", "2025-12"), "{:.0f} million"),
    Number("ai-services", "Generative AI services filed, August 2025",
           obs("genai_services", "CHN", "2025-08"), "{:.0f}"),
    Number("ai-services-start", "Generative AI services filed, December 2024",
           obs("genai_services", "CHN", "2024-12"), "{:.0f}"),
    Number("robots-share-2024", "Share of China in industrial robots installed, 2024",
           world_share("robot_installations", "CHN", "2024"), "{:.0f}%"),
    Number("humanoid-shipments", "Humanoid robots shipped in the world, 2025",
           obs("humanoid_shipments", "WLD", "2025") / 1000, "about {:.1f} thousand"),
    Number("startups-shanghai", "Start-ups at the Shanghai centre, in the article",
           constant(100), "more than {:.0f}", "The figure of the article itself, claim A10."),
    Number("manufacturing-world-share-rounded", "Share of China in world manufacturing, 2022",
           obs("manufacturing_world_share", "CHN", "2022"), "{:.0f}%"),
]  # fmt: skip
