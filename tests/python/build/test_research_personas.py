"""Personas that researchers wrote down, against the types they were drawn from."""

from truth_checks import Truth

# The planted type of most members of each persona found in the data.
MAJORITY = """
    select persona_id, arg_max(kind, customer_count)
    from (
        select
            members.persona_id,
            people.kind,
            count(distinct members.customer_id) as customer_count
        from warehouse.clustomers.fct_persona_members as members
        inner join warehouse.intermediate.int_customers_identified as identified
            using (customer_id)
        inner join truth.identifiers as identifiers using (identifier_type, identifier_value)
        inner join truth.people as people using (person_id)
        where not identifiers.is_shared
        group by all
    )
    group by 1
"""


def test_a_research_persona_is_matched_to_its_own_kind(typed_truth: Truth) -> None:
    majority = dict(typed_truth.rows(MAJORITY))
    matched = typed_truth.rows("""
        select distinct personas.research_persona_id, persona_id, planted.kind
        from warehouse.clustomers.dim_research_personas as personas
        inner join truth.persona_claims as planted using (research_persona_id)
        where status = 'matched'
    """)
    assert len(matched) == 3
    assert [majority[persona] for _, persona, _ in matched] == [kind for _, _, kind in matched]


def test_true_claims_are_supported_and_false_ones_contradicted(typed_truth: Truth) -> None:
    judged = typed_truth.rows("""
        select claims.claim_id, claims.attribute, planted.is_true, claims.verdict
        from warehouse.clustomers.fct_persona_claims as claims
        inner join warehouse.clustomers.dim_research_personas as personas
            on claims.research_persona_id = personas.research_persona_id
            and claims.persona_id = personas.persona_id
        inner join truth.persona_claims as planted on claims.claim_id = planted.claim_id
    """)
    assert len(judged) == 12
    verdicts = {True: "supported", False: "contradicted"}
    assert [row for row in judged if row[3] != verdicts[row[2]]] == []


def test_what_no_table_holds_is_not_judged(typed_truth: Truth) -> None:
    """One claim is about a dog: it is counted, and nothing is made of it."""
    assert typed_truth.rows("""
        select sum(claim_count - checked_count) from warehouse.clustomers.dim_research_personas
    """) == [(1,)]
    assert typed_truth.rows("""
        select count(*) from warehouse.clustomers.fct_persona_claims where attribute = 'has_dog'
    """) == [(0,)]


def test_a_persona_that_no_researcher_wrote_is_left_over(typed_truth: Truth) -> None:
    (uncovered,) = typed_truth.rows("""
        select count(distinct persona_id) from warehouse.clustomers.fct_persona_members
        where persona_id not in (
            select persona_id from warehouse.clustomers.dim_research_personas
            where persona_id is not null
        )
    """)
    assert uncovered[0] >= 1
