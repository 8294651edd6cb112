"""The fitted model: logistic coefficients in a JSON file that a person can read, and the probability they give.

One model a track, source and amount of history, so that what is not loaded is not guessed: an employer with one year of
data has the coefficients fitted on one year. A file of the operator's own, written by ``sponsorfeed backtest --fit``,
goes before the shipped one model by model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from math import exp, isfinite
from pathlib import Path
from typing import Final

import msgspec

from enrich.likelihood.case import Case
from enrich.likelihood.tags import TrackName
from enrich.likelihood.terms import MARKS, MOST_TERMS, TERMS

SHIPPED: Final = Path(__file__).with_name("model.json")
OWN_NAME: Final = "likelihood.json"
"""Name of the operator's own file, beside ``reference.db``."""

LEAST: Final = 0.005
"""No probability is given nearer to 0 or 1: nothing was measured that would bear it."""


class ModelError(ValueError):
    """A file of coefficients that cannot be used; the message names the file."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """How coefficients fitted in the same way on other years did on one year; for a table of rates as well."""

    test: int
    """Fiscal year of the outcomes."""
    train: list[int]
    """Fiscal years of the outcomes that it was fitted on."""
    cases: int
    base: float
    """Share of the cases that came true."""
    brier: float
    log_loss: float
    auc: float
    calibration_error: float
    """Mean distance of stated and observed over 10 bins, by cases."""
    bins_log_loss: float
    """Of the rates by bins of the last year's grants, fitted on the same years."""


class FittedModel(msgspec.Struct, frozen=True, kw_only=True):
    """Coefficients of one track for what is loaded of one source."""

    track: TrackName
    source: str
    """``uscis, lca`` or ``perm``: whose filings the evidence and the outcome are."""
    years: int
    """Fiscal years of history that it reads, 1 or 2."""
    by_occupation: bool
    """For each SOC minor group, otherwise for the filer as a whole."""
    uses_hub: bool
    """Reads approvals of the USCIS hub beside applications."""
    fitted_on: list[int]
    """Fiscal years of the outcomes."""
    cases: int
    intercept: float
    coefficients: dict[str, float]
    """By name of the term; see ``docs/likelihood.md``."""
    scores: list[Score]

    @property
    def key(self) -> tuple[str, str, int, bool, bool]:
        """What tells models of one file apart."""
        return self.track, self.source, self.years, self.by_occupation, self.uses_hub

    def log_odds(self, case: Case) -> float:
        """Return the log odds that the model gives a case."""
        return self.intercept + sum(weight * TERMS[name].of(case) for name, weight in self.coefficients.items())

    def probability(self, case: Case) -> float:
        """Return the probability of at least one such grant in the next fiscal year, three decimals."""
        return round(min(1 - LEAST, max(LEAST, 1 / (1 + exp(-max(-30.0, min(30.0, self.log_odds(case))))))), 3)


class ModelFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of models."""

    version: str
    made_on: str
    """ISO date."""
    data: list[str]
    """Files that it was fitted on."""
    models: list[FittedModel]
    groups: dict[str, float] = {}
    """SOC minor group -> share of filers with a grant for it in the last year fitted on."""

    def find(self, track: TrackName, source: str, *, years: int, by_occupation: bool, hub: bool) -> FittedModel | None:
        """Return the model for what is loaded: with the hub when it is there, otherwise without."""
        known = {model.key: model for model in self.models}
        uses = (True, False) if hub else (False,)
        keys = ((track, source, span, by_occupation, use) for span in range(min(years, 2), 0, -1) for use in uses)
        return next((known[key] for key in keys if key in known), None)

    @property
    def tells_occupations(self) -> bool:
        """Return whether any model is for each kind of work."""
        return any(model.by_occupation for model in self.models)

    def reads_marks(self, source: str) -> bool:
        """Return whether a model of the source reads more than counts."""
        return any(model.source == source and not MARKS.isdisjoint(model.coefficients) for model in self.models)


@cache
def _shipped() -> ModelFile:
    return _read(SHIPPED)


def load_models(own: Path | None = None) -> ModelFile:
    """Return the shipped models, with those of an own file before them; raises :class:`ModelError`.

    The version of an own file is followed by a digest of its content, so that a change of it enriches again.
    """
    shipped = _shipped()
    if own is None or not own.is_file():
        return shipped
    found = _read(own)
    digest = hashlib.sha256(own.read_bytes()).hexdigest()[:8]
    keys = {model.key for model in found.models}
    return ModelFile(
        version=f"{found.version}.{digest}",
        made_on=found.made_on,
        data=found.data,
        models=[*found.models, *(model for model in shipped.models if model.key not in keys)],
        groups=found.groups,
    )


def _read(path: Path) -> ModelFile:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=ModelFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelError(f"{path}: cannot be read as a file of models ({error})") from error
    for model in found.models:
        _check(path, model)
    return found


def _check(path: Path, model: FittedModel) -> None:
    where = f"{path}: {model.track} of {model.source}"
    if unknown := sorted(set(model.coefficients) - set(TERMS)):
        raise ModelError(f"{where}: no term {unknown[0]!r}; there are {', '.join(TERMS)}")
    if len(model.coefficients) > MOST_TERMS:
        raise ModelError(f"{where}: {len(model.coefficients)} terms, at most {MOST_TERMS}")
    if not all(map(isfinite, (model.intercept, *model.coefficients.values()))):
        raise ModelError(f"{where}: a coefficient is no number")


def encode_models(file: ModelFile) -> bytes:
    """Return the file as indented JSON, models in a fixed order."""
    ordered = msgspec.structs.replace(file, models=sorted(file.models, key=lambda model: model.key))
    return msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n"


def best_score(model: FittedModel) -> Score | None:
    """Return the score on the newest year that the fit had not seen; ``None`` when none was measured."""
    unseen: Sequence[Score] = [score for score in model.scores if score.test not in score.train]
    return max(unseen, key=lambda score: score.test, default=None)
