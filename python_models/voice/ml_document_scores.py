"""Give every document its language, tone and themes by the stored fit."""

from clustomers.methods.themes import score_documents


def model(dbt, session):
    documents = dbt.ref("int_voice_masked").order("document_id").df()
    words = dbt.ref("voice_words").df()
    return score_documents(documents, words, dbt.ref("ml_theme_fits").df())
