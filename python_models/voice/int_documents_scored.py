"""Give every document its language, tone and themes by the stored fit."""

from clustomers.methods.themes import score_documents
from clustomers.methods.themes.embeddings import configured_embedder


def model(dbt, session):
    documents = dbt.ref("int_voice_masked").order("document_id").df()
    words = dbt.ref("voice_words").df()
    fits = dbt.ref("int_themes_fitted").df()
    return score_documents(documents, words, fits, embedder=configured_embedder())
