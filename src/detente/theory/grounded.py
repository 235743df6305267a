"""The grounded labelling (Dung 1995): what nobody can reasonably doubt, given the attacks; and why.

An argument is in where all that attack it are out, and out where one that attacks it is in; the grounded labelling is what
follows from this alone, beginning with the arguments that nothing attacks. The rest is undecided.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.theory.framework import IN, OUT, UNDECIDED, Framework, Labels
from detente.theory.neighbours import attacked_by, attackers_of


def grounded(framework: Framework) -> Labels:
    """Labels, int8 of shape (size,): IN, OUT or UNDECIDED. Linear in the number of arguments and attacks: of each argument the attackers
    that are not yet out are counted down."""
    labels, _ = grounded_order(framework)
    return labels


def grounded_order(framework: Framework) -> tuple[Labels, NDArray[np.int64]]:
    """The grounded labels, and the round in which each was reached (0: attacked by nobody; -1: never, undecided).

    Whatever is in was defended by arguments of earlier rounds, whatever is out is attacked by one of an earlier round.
    """
    return label(attacked_by(framework), np.bincount(framework.attacks[:, 1], minlength=framework.size).tolist())


def label(attacked: Sequence[Sequence[int]], standing: list[int]) -> tuple[Labels, NDArray[np.int64]]:
    """The same from lists: whom each argument attacks, and how many attack it (used up on the way)."""
    size = len(standing)
    labels, rounds = [UNDECIDED] * size, [-1] * size
    queue = deque(argument for argument in range(size) if not standing[argument])
    for argument in queue:
        labels[argument], rounds[argument] = IN, 0
    while queue:
        accepted = queue.popleft()
        now = rounds[accepted]
        for beaten in attacked[accepted]:
            if labels[beaten] == UNDECIDED:
                labels[beaten], rounds[beaten] = OUT, now + 1
                for relieved in attacked[beaten]:
                    standing[relieved] -= 1
                    if not standing[relieved] and labels[relieved] == UNDECIDED:
                        labels[relieved], rounds[relieved] = IN, now + 2
                        queue.append(relieved)
    return np.array(labels, dtype=np.int8), np.array(rounds, dtype=np.int64)


def explanation(framework: Framework, labels: Labels, argument: int) -> list[tuple[int, int]]:
    """One reason why `argument` is labelled as it is: pairs (attacker, defender), from the argument outwards.

    `labels` is the grounded labelling, or that of any extension (as `labelling` gives). Of an argument that is in: each of its attackers with one
    argument that answers it, then each attacker of those, and so on; every attacker once. Of one that is out: first itself with the
    argument that defeats it, then who defends that. Of an undecided one: nothing, since nothing settles it. Under the
    grounded labelling every defender stands before what it defends does, so that the chain of reasons never closes into a circle;
    arguments of other extensions may defend each other or themselves.
    """
    if labels[argument] == UNDECIDED:
        return []
    _, rounds = grounded_order(framework)
    attackers = attackers_of(framework)

    def answer(attacker: int) -> int:
        against = [other for other in attackers[attacker] if labels[other] == IN]
        if not against:
            raise ValueError(f"Argument {attacker} is labelled out, but nothing that is in attacks it.")
        return min(against, key=lambda other: (rounds[other] < 0, rounds[other], other))

    pairs: list[tuple[int, int]] = []
    if labels[argument] == OUT:
        pairs.append((argument, answer(argument)))
        argument = pairs[0][1]
    queue, defended, answered = deque([argument]), {argument}, {attacker for attacker, _ in pairs}
    while queue:
        for attacker in attackers[queue.popleft()]:
            if attacker not in answered:
                answered.add(attacker)
                pairs.append((attacker, answer(attacker)))
                if pairs[-1][1] not in defended:
                    defended.add(pairs[-1][1])
                    queue.append(pairs[-1][1])
    return pairs


def labelling(framework: Framework, extension: NDArray[np.bool_]) -> Labels:
    """The labels of an extension (bool, (size,)): in what it holds, out what it attacks, else undecided."""
    labels = np.zeros(framework.size, dtype=np.int8)
    labels[framework.attacks[extension[framework.attacks[:, 0]], 1]] = OUT
    labels[extension] = IN
    return labels
