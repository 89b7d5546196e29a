"""What customers of three demo companies say, against what was planted in their words."""

from collections import Counter

import pandas as pd
from scipy.optimize import linear_sum_assignment
from truth_checks import Truth

# The id of a text in the truth; a survey's question stands behind its response.
DOCUMENTS = """
    select documents.*, said.theme, said.sentiment as planted, said.language as spoken
    from (
        select *, split_part(source_id, ':', 1) as id from warehouse.voice.fct_voice_documents
    ) as documents
    inner join truth.voice as said on documents.id = said.id
"""


def documents(truth: Truth, columns: str) -> pd.DataFrame:
    rows = truth.rows(f"select {columns} from ({DOCUMENTS}) order by all")
    return pd.DataFrame(rows, columns=columns.split(", "))


def test_no_text_is_lost_or_told_twice(typed_truth: Truth) -> None:
    rejected = "select count(*) from warehouse.intermediate.int_voice_masked"
    (said,) = typed_truth.rows("select count(*), count(distinct id) from truth.voice")
    assert typed_truth.rows(rejected) == [(said[0],)]
    assert typed_truth.rows(f"select count(*), count(distinct id) from ({DOCUMENTS})") == [said]


def test_personal_data_is_masked(typed_truth: Truth) -> None:
    """Of addresses, phone and card numbers and names in texts, 99 in 100 are gone."""
    rows = typed_truth.rows("""
        select planted.kind, contains(lower(documents.text), lower(planted.value)) as is_told
        from truth.planted_pii as planted
        inner join (
            select split_part(source_id, ':', 1) as id, text
            from warehouse.voice.fct_voice_documents
        ) as documents on planted.id = documents.id
    """)
    planted, told = (
        Counter(kind for kind, _ in rows),
        Counter(kind for kind, is_told in rows if is_told),
    )
    assert set(planted) == {"email", "phone", "card", "name"}
    assert min(planted.values()) >= 30
    assert sum(told.values()) <= 0.01 * len(rows), told


def test_hardly_anything_else_is_masked(typed_truth: Truth) -> None:
    (shares,) = typed_truth.rows(f"""
        select avg(was_masked::integer), count(*)
        from ({DOCUMENTS})
        where id not in (select id from truth.planted_pii)
    """)
    assert shares[0] <= 0.01


def test_themes_are_the_planted_ones(typed_truth: Truth) -> None:
    """One to one, by the F1 of their texts; a planted theme without a partner counts 0."""
    rows = documents(typed_truth, "theme, theme_id")
    table = pd.crosstab(rows["theme"], rows["theme_id"])
    sizes = rows["theme"].value_counts().reindex(table.index).to_numpy()[:, None]
    f1 = 2 * table.to_numpy() / (sizes + table.sum().to_numpy()[None, :])
    planted, found = linear_sum_assignment(-f1)
    assert f1[planted, found].sum() / len(table) >= 0.8


def test_themes_keep_their_ids_over_versions(typed_truth: Truth) -> None:
    rows = typed_truth.rows("""
        select distinct theme_version, agreement from warehouse.voice.fct_theme_versions
        where is_published order by 1
    """)
    assert len(rows) >= 3
    assert min(agreement for _, agreement in rows if agreement is not None) >= 0.9


def test_language_and_tone_are_the_planted_ones(typed_truth: Truth) -> None:
    rows = documents(typed_truth, "language, spoken, tone, planted")
    assert (rows["language"] == rows["spoken"]).mean() >= 0.99
    tone = rows["tone"].map({"negative": -1, "neutral": 0, "positive": 1})
    for _, texts in rows.assign(right=tone == rows["planted"]).groupby("spoken"):
        assert texts["right"].mean() >= 0.8


def test_claims_of_studies_are_judged_right(typed_truth: Truth) -> None:
    """What is true of the company is supported by its data, what is not is contradicted."""
    judged = typed_truth.rows("""
        select hypotheses.hypothesis_id, is_true, data_verdict
        from warehouse.voice.fct_research_hypotheses as hypotheses
        inner join truth.hypotheses as planted using (hypothesis_id)
    """)
    assert len(judged) == 8
    verdicts = {True: "supported", False: "contradicted"}
    wrong = [row for row in judged if row[2] != verdicts[row[1]]]
    assert not wrong


def test_weights_bring_the_score_nearer_to_everybodys(typed_truth: Truth) -> None:
    """Who is discontent answers less: what all invited would have said is in the truth."""
    (everybody,) = typed_truth.rows("""
        select avg(case when value >= 9 then 100.0 when value >= 7 then 0 else -100 end)
        from truth.survey_answers where question_code = 'nps'
    """)
    (found,) = typed_truth.rows("""
        select nps, weighted_nps from warehouse.voice.fct_nps
        where wave = 'all' and segment_type = 'all'
    """)
    assert abs(found[1] - everybody[0]) < abs(found[0] - everybody[0])


def test_a_late_delivery_costs_points(typed_truth: Truth) -> None:
    drivers = typed_truth.rows("""
        select difference_high from warehouse.voice.fct_score_drivers
        where question_code = 'nps' and driver = 'late delivery'
    """)
    assert all(high < 0 for (high,) in drivers)
    assert drivers


def test_quotes_name_nobody_and_are_theirs_to_give(typed_truth: Truth) -> None:
    assert typed_truth.rows(f"""
        select count(*) from warehouse.voice.fct_voice_themes as themes
        inner join ({DOCUMENTS}) as documents on themes.quote = documents.text
        where documents.was_masked or documents.source_table in ('tickets', 'survey_responses')
    """) == [(0,)]
    assert typed_truth.rows("select count(quote) > 50 from warehouse.voice.fct_voice_themes") == [
        (True,)
    ]


def test_needs_find_the_slow_payment_page(typed_truth: Truth) -> None:
    """What people say of paying meets the planted friction of the payment step on phones."""
    needs = typed_truth.rows("""
        select themes.words, needs.step_name, needs.factor_value
        from warehouse.voice.fct_needs as needs
        inner join warehouse.voice.dim_voice_themes as themes using (theme_id)
        where needs.business_line = 'all' and needs.need_kind = 'friction'
    """)
    assert ("Payment given", "mobile") in {
        (step, value) for words, step, value in needs if "payment" in words
    }
