"""Score customers with the stored parameters of the lifetime value models."""

from clustomers.methods.lifetime_value import score_lifetime_value


def model(dbt, session):
    inputs = dbt.ref("int_clv_inputs").order("dataset, customer_id").df()
    diagnostics = dbt.ref("ml_clv_diagnostics").df()
    return score_lifetime_value(inputs, diagnostics)
