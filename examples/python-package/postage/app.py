"""Owns the HTTP interface."""

from flask import Flask, request
from flask.typing import ResponseReturnValue

from postage.rates import TooHeavy, price_in_cents

app = Flask(__name__)


@app.get("/health")
def health() -> ResponseReturnValue:
    return {"status": "ok"}


@app.get("/price")
def price() -> ResponseReturnValue:
    try:
        return {"cents": price_in_cents(int(request.args["grams"]))}
    except TooHeavy as error:
        return {"error": str(error)}, 422
    except ValueError as error:
        return {"error": str(error)}, 400
