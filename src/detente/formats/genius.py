"""Genius XML: one file for the domain, one for each party's profile.

Meaning as in Genius (`genius.core.utility`, releases 8 to 9): the evaluations of a discrete issue are divided by their
maximum, an integer issue's linear evaluator gives `offset + slope * (value - lowerbound)` kept within 0..1, weights are
normalised, a profile without a reservation value has 0. The discount factor is kept in the party's note; no analysis of
one agreement uses it. Entities and document types are refused before they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.parsers import expat

from detente.formats.common import (
    MOST_OPTIONS,
    Domain,
    FormatError,
    Profile,
    ReadIssue,
    check_weights,
    contents,
    number,
    numeral,
    places,
    position,
    unlike,
)

DISCOUNT = re.compile(r"discount factor (\d+(?:\.\d+)?(?:/\d+)?)", re.IGNORECASE)
"""Finds the discount factor in a party's note."""
_DEEPEST = 50
_NON_LINEAR = frozenset({"ufun", "hyperrectangle", "nonlinear_utility_space"})


@dataclass(slots=True)
class Element:
    """An XML element: its tag in lower case, its attributes, its children, and where it stands."""

    tag: str
    attributes: dict[str, str]
    at: tuple[int, int]
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of this tag below this one, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.all(tag)


# ---------------------------------------------------------------- reading XML


def parse(path: Path) -> Element:
    """The root of an XML file. A document type, and with it every entity and external file, is refused."""
    parser = expat.ParserCreate()
    top = Element("", {}, (1, 1))
    open_: list[Element] = [top]

    def refuse(*_: object) -> None:
        raise FormatError(
            path.name,
            "The file declares a document type or entities, which could hide other files or grow without end.",
            "Remove the <!DOCTYPE …> part; Genius files have none.",
            (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_) > _DEEPEST:
            raise FormatError(path.name, "The elements are nested far deeper than in any domain.", "Check the file.")
        at = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        element = Element(tag.lower(), {key.lower(): value for key, value in attributes.items()}, at)
        open_[-1].children.append(element)
        open_.append(element)

    def end(_: str) -> None:
        open_.pop()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(contents(path), True)
    except expat.ExpatError as error:
        what = f"This is not XML: {expat.ErrorString(error.code)}."
        raise FormatError(path.name, what, "Mend it there.", (error.lineno, error.offset + 1)) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path.name, f"This is not XML: {error}.", "Save the file as UTF-8.") from error
    return top.children[0]


def is_profile(root: Element) -> bool:
    """Whether an XML file is a profile: no template, and with weights or evaluations, which a domain has not."""
    if root.tag == "negotiation_template":
        return False
    return any(True for _ in root.all("weight")) or any("evaluation" in item.attributes for item in root.all("item"))


def is_genius(root: Element) -> bool:
    """Whether an XML file is of Genius: a template or a utility space with an objective or issues."""
    return root.tag in {"negotiation_template", "utility_space"} and any(
        any(True for _ in root.all(tag)) for tag in ("objective", "issue")
    )


# ---------------------------------------------------------------- domain


def domain(root: Element, path: Path) -> Domain:
    """The domain, its issues in the order of their indexes."""
    elements = _issues(root, path.name)
    if not elements:
        raise FormatError(path.name, "The domain has no issues.", "Give the file that lists the issues.")
    issues = tuple(ReadIssue(_name(element, path.name), _options(element, path.name)) for element in elements)
    unlike([issue.name for issue in issues], path.name, "Issue")
    return Domain(path.name, _title(root, path), issues)


def _issues(root: Element, file: str) -> list[Element]:
    """The issues in the order of their indexes. Weighted objectives inside objectives are refused."""
    for element in _every(root):
        if element.tag in _NON_LINEAR or element.attributes.get("type", "").lower() == "nonlinear":
            raise FormatError(
                file, "This is a non-linear utility space of Genius.", "Only additive ones can be read.", element.at
            )
    for outer in root.all("objective"):
        for inner in outer.all("objective"):
            if any(True for _ in inner.all("issue")):
                raise FormatError(
                    file,
                    "An objective stands inside an objective.",
                    "Put all issues, with their weights, under one objective.",
                    inner.at,
                )
    return sorted(root.all("issue"), key=lambda element: _index(element, file))


def _every(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _every(child)


def _name(element: Element, file: str) -> str:
    name = element.attributes.get("name", "").strip()
    if not name:
        raise FormatError(file, "An issue has no name.", 'Give it name="…".', element.at)
    return name


def _index(element: Element, file: str) -> int:
    text = element.attributes.get("index", "").strip()
    if not re.fullmatch(r"-?\d{1,9}", text):
        what = f'<{element.tag}> has the index "{text}".' if text else f"<{element.tag}> has no index."
        raise FormatError(file, what, 'Give it a whole number: index="1".', element.at)
    return int(text)


def _kind(element: Element) -> str:
    attributes = element.attributes
    return (attributes.get("type") or attributes.get("vtype") or attributes.get("etype") or "discrete").lower()


def _options(element: Element, file: str) -> tuple[str, ...]:
    kind, name = _kind(element), _name(element, file)
    items = [child for child in element.children if child.tag == "item"]
    if kind == "integer" and not items:
        low, high = _bounds(element, file)
        return tuple(str(value) for value in range(low, high + 1))
    if kind not in {"discrete", "integer"}:
        raise FormatError(
            file,
            f'Issue "{name}" is of type {kind}; only discrete and integer issues can be read.',
            "Replace it by a discrete issue with the values that matter.",
            element.at,
        )
    if not items:
        raise FormatError(file, f'Issue "{name}" has no items.', "List its items.", element.at)
    values = tuple(_value(item, file) for item in sorted(items, key=lambda item: _index(item, file)))
    unlike(values, file, f'In issue "{name}" the item')
    return values


def _value(item: Element, file: str) -> str:
    value = item.attributes.get("value", "").strip()
    if not value:
        raise FormatError(file, "An item has no value.", 'Give it value="…".', item.at)
    return value


def _bounds(element: Element, file: str) -> tuple[int, int]:
    """Lower and upper bound: attributes of the issue, or of a <range> in it."""
    ranges = [child for child in element.children if child.tag == "range"]
    found: list[int] = []
    for name in ("lowerbound", "upperbound"):
        text = next((e.attributes[name] for e in [element, *ranges] if name in e.attributes), "")
        if not re.fullmatch(r"\s*[+-]?\d{1,15}\s*", text):
            raise FormatError(
                file,
                f'Integer issue "{_name(element, file)}" has no whole number as {name}.',
                "Give both bounds.",
                element.at,
            )
        found.append(int(text))
    low, high = found
    if not 0 <= high - low < MOST_OPTIONS:
        what = f'Issue "{_name(element, file)}" runs from {low} to {high}.'
        raise FormatError(file, what, f"At most {MOST_OPTIONS} values, lowest first, can be read.", element.at)
    return low, high


def _title(root: Element, path: Path) -> str:
    name = next((e.attributes.get("name", "").strip() for e in root.all("objective")), "")
    stem = re.sub(r"[-_ ]?(domain|template)$", "", path.stem, flags=re.IGNORECASE)
    return name if name and name.lower() not in {"root", "objective"} else (stem or path.stem)


# ---------------------------------------------------------------- profile


def profile(root: Element, path: Path, domain: Domain) -> Profile:
    """A party's profile. Issues and items are found by name; indexes only say which weight belongs to which issue."""
    file = path.name
    elements = _issues(root, file)
    names = [issue.name for issue in domain.issues]
    unlike([_name(element, file) for element in elements], file, "Issue")
    known = places(names)
    found_at = [position(_name(element, file), known, file, "Issue") for element in elements]
    for missing in sorted(set(range(len(names))) - set(found_at)):
        raise FormatError(file, f'The profile says nothing about issue "{names[missing]}".', "Add the issue.")
    found = _weights(root, elements, file)
    weights, values = [Fraction(0)] * len(names), [()] * len(names)  # type: list[Fraction], list[tuple[Fraction, ...]]
    for place, element, weight in zip(found_at, elements, found, strict=True):
        weights[place] = weight
        values[place] = _values(element, domain.issues[place], file)
    check_weights(weights, file)
    reservation, discount = _setting(root, "reservation", file), _setting(root, "discount_factor", file)
    return Profile(
        file, path.stem, tuple(weights), tuple(values), 100 * (reservation or Fraction(0)), _note(reservation, discount)
    )


def _weights(root: Element, issues: list[Element], file: str) -> list[Fraction]:
    """The weight of each issue: by its index; where the two countings differ by an offset, by their order."""
    weights = sorted(root.all("weight"), key=lambda element: _index(element, file))
    indexes = [_index(element, file) for element in weights]
    wanted = [_index(element, file) for element in issues]
    if len(set(indexes)) < len(indexes) or len(set(wanted)) < len(wanted):
        raise FormatError(file, "An index stands twice.", "Give each issue, and each weight, its own index.")
    if len(indexes) != len(wanted):
        raise FormatError(
            file, f"The profile has {len(issues)} issues but {len(weights)} weights.", "Give each issue one weight."
        )
    steps = {index - issue for index, issue in zip(indexes, wanted, strict=True)}
    if len(steps) > 1:
        raise FormatError(
            file, f"Weights have the indexes {indexes}, issues {wanted}.", "Give a weight the index of its issue."
        )
    return [number(e.attributes.get("value", ""), file, "A weight", e.at) for e in weights]


def _values(element: Element, issue: ReadIssue, file: str) -> tuple[Fraction, ...]:
    """The value (0..1) of each option of the domain's issue."""
    items = [child for child in element.children if child.tag == "item"]
    if _kind(element) == "integer" and not items:
        return _linear(element, issue, file)
    known = places(issue.options)
    evaluations: dict[int, Fraction] = {}
    for item in items:
        place = position(_value(item, file), known, file, f'In issue "{issue.name}" the item')
        if place in evaluations:
            raise FormatError(file, f'Item "{_value(item, file)}" stands twice.', "Remove one of the two.", item.at)
        what = f'The evaluation of "{_value(item, file)}"'
        evaluations[place] = number(item.attributes.get("evaluation", ""), file, what, item.at)
        if evaluations[place] < 0:
            raise FormatError(file, f"{what} is negative.", "Evaluations are 0 or more.", item.at)
    for place, option in enumerate(issue.options):
        if place not in evaluations:
            what = f'Issue "{issue.name}" has no evaluation of "{option}".'
            raise FormatError(file, what, "Evaluate every item of the domain.", element.at)
    most = max(evaluations.values())
    return tuple(evaluations[place] / most if most else Fraction(0) for place in range(len(issue.options)))


def _linear(element: Element, issue: ReadIssue, file: str) -> tuple[Fraction, ...]:
    """An integer issue. Older files count from 0 (`parameter0`, `parameter1`) instead of from the lower bound."""
    stated = any("lowerbound" in part.attributes or "upperbound" in part.attributes for part in _every(element))
    low, high = _bounds(element, file) if stated else (int(issue.options[0]), int(issue.options[-1]))
    if tuple(str(value) for value in range(low, high + 1)) != issue.options:
        what = f'Issue "{issue.name}" has other bounds ({low} to {high}) than in the domain.'
        raise FormatError(file, what, "Use the domain's bounds.", element.at)
    evaluators = [child for child in element.children if child.tag == "evaluator"]
    if len(evaluators) != 1:
        raise FormatError(file, f'Integer issue "{issue.name}" has no evaluator.', "Add one <evaluator>.", element.at)
    given = evaluators[0].attributes
    kind = given.get("ftype", "linear").lower()
    if kind not in {"linear", "constant"}:
        raise FormatError(
            file, f'Evaluators of type "{kind}" cannot be read.', 'Use ftype="linear" or items.', evaluators[0].at
        )

    def term(new: str, old: str) -> Fraction:
        text = given.get(new, given.get(old))
        return number(text or "", file, f'The {new} of issue "{issue.name}"', evaluators[0].at)

    offset = term("offset", "parameter0")
    slope = term("slope", "parameter1") if kind == "linear" else Fraction(0)
    start = 0 if "parameter1" in given and "slope" not in given else low
    return tuple(min(max(offset + slope * (value - start), Fraction(0)), Fraction(1)) for value in range(low, high + 1))


def _setting(root: Element, tag: str, file: str) -> Fraction | None:
    element = next(root.all(tag), None)
    if element is None:
        return None
    value = number(element.attributes.get("value", ""), file, f"The {tag.replace('_', ' ')}", element.at)
    if not 0 <= value <= 1:
        raise FormatError(file, f"The {tag.replace('_', ' ')} is not between 0 and 1.", "Write a share.", element.at)
    return value


def _note(reservation: Fraction | None, discount: Fraction | None) -> str | None:
    said: list[str] = []
    if discount is not None and discount != 1:
        said.append(f"Genius discount factor {numeral(discount)}, kept as data: no analysis of one agreement uses it.")
    if reservation is None:
        said.append("The Genius profile states no reservation value, which there means 0.")
    return " ".join(said) or None
