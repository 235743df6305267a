"""What was read, field by field, into the frozen case. Nothing is checked here; what is missing gets its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.case.model import (
    And,
    Attack,
    Case,
    Check,
    Claim,
    Conditional,
    Consents,
    Event,
    Evidence,
    Expression,
    Issue,
    NoDeal,
    Not,
    Number,
    Option,
    Origin,
    Outcome,
    Party,
    Place,
    Preferences,
    Problem,
    Rule,
    Source,
    Threat,
    Together,
    Value,
)

Got = Mapping[str, Any]
PREDICTED = ("predicted", "predicted-seq")


def case(got: Got, tree: Got, base: Got, origin: Origin, applied: tuple[str, ...]) -> Case:
    """The case of a walked tree (`got`), its text tree, and the tree before any event (`base`)."""
    parties = {key: _party(key, value) for key, value in got.get("parties", {}).items()}
    issues = {key: _issue(key, value) for key, value in got.get("issues", {}).items()}
    status_quo = got.get("status_quo") or None
    return Case(
        title=got.get("title", ""),
        parties=parties,
        issues=issues,
        rules=tuple(rule for rule in map(_rule, got.get("rules", [])) if rule is not None),
        table=tuple(dict.fromkeys(got["table"])) if got.get("table") else default_table(parties, issues),
        status_quo=status_quo,
        no_deal=_no_deal(
            got.get("no_deal"), tree, _first_status_quo(base, issues), (status_quo, _asked_for(base, applied))
        ),
        preferences={key: preferences(key, value) for key, value in got.get("preferences", {}).items()},
        sources={value["id"]: _source(value) for value in got.get("sources", []) if "id" in value},
        claims={value["id"]: _claim(value) for value in got.get("claims", []) if "id" in value},
        events=tuple(_event(value) for value in got.get("events", []) if "id" in value and "date" in value),
        summary=got.get("summary"),
        as_of=got["as_of"].last if "as_of" in got else None,
        applied=applied,
        tree=tree,
        base=base,
        origin=origin,
        exactly_one=tuple(tuple(dict.fromkeys(names)) for names in got.get("exactly_one", [])),
    )


def default_table(parties: Mapping[str, Party], issues: Mapping[str, Issue]) -> tuple[str, ...]:
    """Principals, parties with a veto, and everyone whose consent some option needs, in the order of the file."""
    needed = consenters(issues)
    return tuple(p.id for p in parties.values() if p.role == "principal" or p.veto or p.id in needed)


def consenters(issues: Mapping[str, Issue]) -> frozenset[str]:
    """Every party that some option, or some listed move, names."""
    found: list[Consents] = []
    for issue in issues.values():
        found += [issue.by or (), *(option.by or () for option in issue.options.values())]
        found += [who for who, _ in issue.moves or ()]
    return frozenset(party for consents in found for group in consents for party in group)


def _party(key: str, got: Got) -> Party:
    return Party(
        id=key,
        name=got.get("name", key),
        kind=got.get("kind"),
        role=got.get("role", "principal"),
        veto=got.get("veto", False),
        level=got.get("level"),
        assessed_by=tuple(got.get("assessed_by", ())),
        values_order=tuple(got.get("values_order", ())),
        note=got.get("note"),
    )


def _issue(key: str, got: Got) -> Issue:
    options = {
        name: Option(name, value.get("label", name), value.get("by"), value.get("note"))
        for name, value in got.get("options", {}).items()
    }
    moves = got.get("moves")
    return Issue(
        id=key,
        label=got.get("label", key),
        question=got.get("question"),
        options=options,
        by=got.get("by"),
        irreversible=tuple(got.get("irreversible", ())),
        moves=None
        if moves is None
        else tuple((who, tuple((p[0], p[1]) for p in pairs if len(p) == 2)) for who, pairs in moves.items()),
        note=got.get("note"),
    )


def _rule(got: Got) -> Rule | None:
    never: Expression | None = got.get("never")
    if never is None and "if" in got and "then" in got:
        never = And((got["if"], Not(got["then"])))
    return None if never is None else Rule(never, got.get("because"))


def _first_status_quo(base: Got, issues: Mapping[str, Issue]) -> Outcome:
    """The status quo as first written, of which a literal no deal takes what it does not say."""
    written = base.get("status_quo")
    if not isinstance(written, Mapping):
        return {}
    return {issue: option for issue, option in written.items() if issue in issues and isinstance(option, str)}


def _asked_for(base: Got, applied: tuple[str, ...]) -> Any:
    """What `no_deal` says in the file, or in the last of the events applied that changes it."""
    told = base.get("no_deal")
    changes = {e.get("id"): e.get("changes") for e in base.get("events") or () if isinstance(e, Mapping)}
    for event in applied:
        changed = changes.get(event)
        if isinstance(changed, Mapping) and "no_deal" in changed:
            told = changed["no_deal"]
    return told


def _no_deal(got: Any, tree: Got, first: Outcome, now: tuple[Outcome | None, Any]) -> NoDeal:
    """`now`: the status quo of the day, and what was asked for: a list of ends in its place was predicted."""
    status_quo, asked_for = now
    written = tree.get("no_deal")
    because = (
        written.get("because") if isinstance(written, Mapping) and isinstance(written.get("because"), str) else None
    )
    if isinstance(got, list):
        ends = tuple(tuple(end) if isinstance(end, list) else (end,) for end in got)
        how: Any = asked_for if asked_for in PREDICTED else "outcome"
        return NoDeal(how, tuple(tuple({**first, **outcome} for outcome in end) for end in ends))
    if isinstance(got, Mapping):
        return NoDeal("outcome", (({**first, **got},),), because)
    if got in PREDICTED:
        return NoDeal(got)
    return NoDeal("status_quo", ((status_quo,),)) if status_quo is not None else NoDeal("none")


def _seen(number: Value | None, viewers: tuple[str, ...]) -> Any:
    """A number that says nothing of who may see it has the viewers of the block that it stands in."""
    if number is None or not viewers or number.visible_to:
        return number
    return replace(number, visible_to=viewers)


def _seen_value(value: Value, viewers: tuple[str, ...]) -> Value:
    outer: Value = _seen(value, viewers)
    if not isinstance(outer, Conditional):
        return outer
    inner = outer.visible_to
    return replace(outer, then=_seen(outer.then, inner), otherwise=_seen(outer.otherwise, inner))


def preferences(key: str, got: Got) -> Preferences:
    """The preferences of a party from its walked block."""
    viewers = tuple(got.get("visible_to", ()))
    together = []
    for term in got.get("together", []):
        if "when" in term and "add" in term:
            add = replace(
                term["add"],
                because=term["add"].because or term.get("because"),
                rests_on=term["add"].rests_on or tuple(term.get("rests_on", ())),
                visible_to=term["add"].visible_to or tuple(term.get("visible_to", ())),
            )
            together.append(Together(term["when"], _seen_value(add, viewers)))
    return Preferences(
        party=key,
        form=form_of(got),
        weights={issue: _seen(number, viewers) for issue, number in got.get("weights", {}).items()},
        order=tuple(got.get("order", ())),
        values={
            i: {o: _seen_value(v, viewers) for o, v in inner.items()} for i, inner in got.get("values", {}).items()
        },
        together=tuple(together),
        no_deal=_seen(got.get("no_deal"), viewers),
        priorities=tuple(got.get("priorities", ())),
        ranking=tuple(tuple(e) if isinstance(e, list) else (e,) for e in got.get("ranking", ())),
        readings=tuple(got.get("readings", ())),
        sees={other: seen if isinstance(seen, str) else "" for other, seen in got.get("sees", {}).items()},
        because=got.get("because"),
        rests_on=tuple(got.get("rests_on", ())),
        visible_to=viewers,
    )


def form_of(got: Got) -> Any:
    """Which of the forms a preference block takes; the first that it has."""
    if any(key in got for key in ("weights", "values", "together", "order")):
        return "cardinal"
    return next((form for form in ("priorities", "ranking") if form in got), "indifferent")


def _source(got: Got) -> Source:
    reliability: Number | None = got.get("reliability")
    if reliability is not None:
        reliability = replace(
            reliability,
            because=reliability.because or got.get("because"),
            rests_on=reliability.rests_on or tuple(got.get("rests_on", ())),
            visible_to=reliability.visible_to or tuple(got.get("visible_to", ())),
        )
    texts = ("title", "author", "container", "publisher", "url", "language", "type", "document", "cited_in", "note")
    return Source(
        id=got["id"],
        date=got["date"].written if "date" in got else None,
        reliability=reliability,
        **{key: got.get(key) for key in texts},
    )


def _places(got: Got) -> tuple[Place, ...]:
    return tuple(Place(**place) for place in got.get("at", []) if "source" in place)


def _attack(got: Any) -> Attack | None:
    if isinstance(got, str):
        return Attack(got)
    link = got.get("link")
    if ("claim" in got) == (link is not None):
        return None
    return Attack(got.get("claim"), link, "undercut" if link else got.get("kind", "rebut"), got.get("over", False))


def _check(got: Got) -> Check:
    lists = {field: tuple(got.get(field, ())) for field in ("sites", "than", "to", "areas")}
    compares: Any = got.get("compares", "")
    return Check(
        compares=compares,
        **lists,
        bound=tuple(got.get("for", ())),
        at_least=got.get("at_least"),
        at_most=got.get("at_most"),
        assume={kind: tuple(names) for kind, names in got.get("assume", {}).items()},
        leaves=got.get("leaves"),
        because=got.get("because"),
        note=got.get("note"),
    )


def _claim(got: Got) -> Claim:
    viewers = tuple(got.get("visible_to", ()))
    return Claim(
        id=got["id"],
        text=got.get("text", ""),
        asserted_by=tuple(got.get("asserted_by", ())),
        at=_places(got),
        supports=tuple(got.get("supports", ())),
        attacks=tuple(attack for attack in map(_attack, got.get("attacks", ())) if attack is not None),
        promotes=tuple(got.get("promotes", ())),
        credence={party: _seen(number, viewers) for party, number in got.get("credence", {}).items()},
        means=got.get("means"),
        says=got.get("says", {}),
        check=_check(got["check"]) if got.get("check") else None,
        record=got.get("record"),
        note=got.get("note"),
        since=got["since"].last if "since" in got else None,
    )


def _evidence(got: Got) -> Evidence | None:
    if "claim" not in got:
        return None
    viewers = tuple(got.get("visible_to", ()))
    keys = ("if_true", "if_false", "anyway", "likelihood_ratio")
    return Evidence(
        claim=got["claim"],
        source=got.get("source"),
        **{key: _seen(got.get(key), viewers) for key in keys},
        readers={
            party: {k: _seen(v, viewers) for k, v in inner.items()} for party, inner in got.get("readers", {}).items()
        },
        absent=got.get("absent", False),
    )


def _authors(got: Any) -> tuple[str, ...]:
    """`by` of an event: one party or several together."""
    if not got:
        return ()
    if isinstance(got[0], str):
        return tuple(dict.fromkeys(got))
    return tuple(sorted(got[0]))


def _event(got: Got) -> Event:
    threat = got.get("threatens")
    return Event(
        id=got["id"],
        date=got["date"].last,
        written=got["date"].written,
        title=got.get("title"),
        by=_authors(got.get("by")),
        to=tuple(got.get("to", ())),
        after=tuple(got.get("after", ())),
        at=_places(got),
        evidence=tuple(e for e in map(_evidence, got.get("evidence", ())) if e is not None),
        moves=got.get("moves"),
        offers=got.get("offers"),
        condition=got.get("if"),
        until=got["until"].written if "until" in got else None,
        in_reply_to=got.get("in_reply_to"),
        withdraws=got.get("withdraws"),
        threatens=Threat(threat["if"], threat["then"], threat.get("unless"), threat.get("promise"))
        if threat and "if" in threat and "then" in threat
        else None,
        changes=got.get("changes"),
        level=got.get("level", {}),
        note=got.get("note"),
    )


def with_warnings(case: Case, problems: tuple[Problem, ...]) -> Case:
    """The case with its warnings."""
    return replace(case, warnings=tuple(problem for problem in problems if problem.severity == "warning"))
