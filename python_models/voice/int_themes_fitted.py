"""Find themes in what people wrote and chain their versions; the fit is stored here as rows."""

from clustomers.methods.themes import fit_themes


def model(dbt, session):
    documents = dbt.ref("int_voice_masked").order("document_id").df()
    as_of = dbt.ref("int_snapshot_dates").max("snapshot_date").fetchone()[0]
    return fit_themes(documents, words=dbt.ref("voice_words").df(), as_of=as_of)
