"""The fields of a case file, as one table. CASE: docs/reference/case-file.md says what they mean."""

from __future__ import annotations

from detente.case.model import COMPARISONS
from detente.case.shapes import (
    Bool,
    Count,
    Day,
    Either,
    Expr,
    Free,
    Hash,
    Link,
    ListOf,
    MapOf,
    Name,
    Num,
    Partial,
    Reading,
    Record,
    Shape,
    Text,
    Who,
)

TEXT = Text()
PROBABILITY = Num("probability")
VIEWERS = ListOf(Name("viewer"), single=True)
CLAIMS = ListOf(Name("ground"), single=True)
GROUNDS: dict[str, Shape] = {"because": TEXT, "rests_on": CLAIMS, "visible_to": VIEWERS}
NOTE: dict[str, Shape] = {"note": TEXT}

PLACE = Record(
    "a place in a source",
    {
        "source": Name("source"),
        "where": TEXT,
        "start": Count(),
        "end": Count(),
        "sha256": Hash(),
        "quote": TEXT,
        "reader": TEXT,
    },
    required=("source",),
)
PLACES = ListOf(PLACE, single=True)

SOURCE = Record(
    "a source",
    {
        "id": Name("source", defines=True),
        **dict.fromkeys(("title", "author", "container", "publisher"), TEXT),
        "date": Day(),
        **dict.fromkeys(("url", "language", "type", "document"), TEXT),
        "reliability": Num("probability", unknown=False),
        "cited_in": Name("source"),
        **GROUNDS,
        **NOTE,
    },
    required=("id",),
)

PARTY = Record(
    "a party",
    {
        "name": TEXT,
        "kind": TEXT,
        "role": Text(("principal", "ally", "host", "convenor", "observer", "subject")),
        "veto": Bool(),
        "level": TEXT,
        "assessed_by": ListOf(TEXT, single=True),
        "values_order": ListOf(TEXT, single=True),
        **NOTE,
    },
)

OPTION = Record("an option", {"label": TEXT, "by": Who(), **NOTE})
ISSUE = Record(
    "an issue",
    {
        "label": TEXT,
        "question": TEXT,
        "by": Who(),
        "options": MapOf(Name("", defines=True), OPTION),
        "irreversible": ListOf(Name(), single=True),
        "moves": MapOf(Who(), ListOf(ListOf(Name()))),
        **NOTE,
    },
    required=("options",),
)

RULE = Record("a rule", {"never": Expr(), "if": Expr(), "then": Expr(), "because": TEXT, "rests_on": CLAIMS, **NOTE})

_STATED: dict[str, Shape] = {
    "weights": MapOf(Name("issue"), Num("weight", taken=True)),
    "order": ListOf(Name("issue")),
    "values": MapOf(Name("issue"), MapOf(Name(), Num("value", conditional=True, taken=True))),
    "together": ListOf(
        Record(
            "a term of together",
            {"when": Expr(), "add": Num("number", unknown=False, conditional=True, taken=True), **GROUNDS},
            ("when", "add"),
        )
    ),
    "no_deal": Num("number", taken=True),
    "priorities": ListOf(Expr()),
    "ranking": ListOf(Either(mapping=Partial(), listing=ListOf(Partial()))),
    **GROUNDS,
    **NOTE,
}
READING = Record("a reading of preferences", _STATED)
SEEN = Either(text=Name(), mapping=Reading())
"""What one party takes another's preferences to be: one of its readings, or what differs."""
PREFERENCES = Record(
    "preferences",
    {
        **_STATED,
        "readings": MapOf(Name("reading", defines=True), Reading()),
        "sees": MapOf(Name("party"), SEEN),
    },
)

ATTACK = Record(
    "an attack",
    {"claim": Name("claim"), "link": Link(), "kind": Text(("rebut", "undermine", "undercut")), "over": Bool()},
)
_PLACES = ListOf(TEXT, single=True)
CHECK = Record(
    "a check",
    {
        "compares": Text(COMPARISONS),
        **dict.fromkeys(("sites", "than", "to", "areas", "for"), _PLACES),
        "at_least": Num("number", unknown=False),
        "at_most": Num("number", unknown=False),
        "assume": MapOf(Name(), _PLACES),
        "leaves": TEXT,
        "because": TEXT,
        **NOTE,
    },
    required=("compares", "sites", "areas"),
)
"""What published geometry is asked about a claim."""

CLAIM = Record(
    "a claim",
    {
        "id": Name("claim", defines=True),
        "text": TEXT,
        "asserted_by": ListOf(Name("party"), single=True),
        "since": Day(),
        "at": PLACES,
        "supports": ListOf(Name("claim"), single=True),
        "attacks": ListOf(Either(text=Name("claim"), mapping=ATTACK), single=True),
        "promotes": ListOf(TEXT, single=True),
        "credence": MapOf(Name("party"), PROBABILITY),
        "means": Expr("claims"),
        "says": MapOf(Name("party"), TEXT),
        "check": CHECK,
        "record": TEXT,
        **GROUNDS,
        **NOTE,
    },
    required=("id", "text"),
)

_REPORT: dict[str, Shape] = {
    "if_true": PROBABILITY,
    "if_false": PROBABILITY,
    "anyway": PROBABILITY,
    "likelihood_ratio": Num("ratio", unknown=False),
}
EVIDENCE = Record(
    "evidence",
    {
        "claim": Name("claim"),
        "source": Name("source"),
        **_REPORT,
        "absent": Bool(),
        "readers": MapOf(Name("party"), Record("what one party reads differently", dict(_REPORT))),
        **GROUNDS,
        **NOTE,
    },
    required=("claim",),
)
THREAT = Record(
    "a threat",
    {"if": Partial(), "then": Partial(), "unless": Partial(), "promise": Partial()},
    required=("if", "then"),
)
EVENT = Record(
    "an event",
    {
        "id": Name("event", defines=True),
        "date": Day(),
        "title": TEXT,
        "by": Either(text=Who(), listing=ListOf(Name("party"))),
        "to": ListOf(Name("party"), single=True),
        "after": ListOf(Name("event"), single=True),
        "at": PLACES,
        "evidence": ListOf(EVIDENCE, single=True),
        "moves": Partial(),
        "offers": Partial(),
        "if": Partial(),
        "until": Day(),
        "in_reply_to": Name("event"),
        "withdraws": Name("event"),
        "threatens": THREAT,
        "changes": Free(),
        "level": MapOf(Name("party"), TEXT),
        "rests_on": CLAIMS,
        **NOTE,
    },
    required=("id", "date"),
)

OUTCOME = Partial(grounds=True)
CASE = Record(
    "a case",
    {
        "detente": TEXT,
        "title": TEXT,
        "as_of": Day(),
        "summary": TEXT,
        **NOTE,
        "sources": ListOf(SOURCE),
        "parties": MapOf(Name("party", defines=True), PARTY),
        "issues": MapOf(Name("issue", defines=True), ISSUE),
        "rules": ListOf(RULE),
        "table": ListOf(Name("party")),
        "status_quo": OUTCOME,
        "no_deal": Either(
            text=Text(("status_quo", "predicted", "predicted-seq")),
            mapping=OUTCOME,
            listing=ListOf(Either(mapping=Partial(), listing=ListOf(Partial()))),
        ),
        "preferences": MapOf(Name("party"), PREFERENCES),
        "claims": ListOf(CLAIM),
        "exactly_one": ListOf(ListOf(Name("claim"))),
        "events": ListOf(EVENT),
    },
    required=("detente", "title"),
)
