"""Fit, backtest and calibrate the lifetime value models; what is fitted is stored here as rows."""

from clustomers.methods.lifetime_value import fit_lifetime_value


def model(dbt, session):
    inputs = dbt.ref("int_clv_inputs").order("dataset, customer_id").df()
    return fit_lifetime_value(inputs, model_version="lifetime value 1")
