"""Every small apportionment, and what makes one right.

`python -m tests.exhaustive.small_pots` tries every vector in every order; the tests take each in one order.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, product

from integrationsfoerderung.apportionment import largest_remainder

POTS = range(41)
MOST_WEIGHT = 8
MOST_ENTRIES = 5
KEYS = "abcde"


def sorted_vectors() -> Iterator[tuple[int, ...]]:
    """Every vector of up to 5 weights up to 8 with somebody in it, smallest first: each stands for its orders."""
    for size in range(1, MOST_ENTRIES + 1):
        yield from (one for one in combinations_with_replacement(range(MOST_WEIGHT + 1), size) if any(one))


def all_vectors() -> Iterator[tuple[int, ...]]:
    """Every vector of up to 5 weights up to 8 with somebody in it, in every order."""
    for size in range(1, MOST_ENTRIES + 1):
        yield from (one for one in product(range(MOST_WEIGHT + 1), repeat=size) if any(one))


def is_right(pot: int, weights: Sequence[int], keys: Sequence[str], parts: Sequence[int], tied: Sequence[str]) -> bool:
    """Whether parts are the one split by largest remainder (R2.5).

    All of the pot is given; everybody gets the share cut to a unit, some one unit more; whoever gets it has a larger
    remainder than whoever does not, or the same and a smaller key. No other split has these three properties.
    """
    everyone = sum(weights)
    cut = [pot * weight // everyone for weight in weights]
    if sum(parts) != pot or any(not 0 <= part - least <= 1 for part, least in zip(parts, cut, strict=True)):
        return False
    rank = [(-(pot * weight % everyone), key) for weight, key in zip(weights, keys, strict=True)]
    up = [one for one, part, least in zip(rank, parts, cut, strict=True) if part > least]
    down = [one for one, part, least in zip(rank, parts, cut, strict=True) if part == least]
    if not up or not down:
        return not tied and not up
    last, first = max(up), min(down)
    equal = sorted(key for remainder, key in rank if remainder == last[0]) if last[0] == first[0] else []
    return last < first and list(tied) == equal


def wrong(vectors: Iterable[tuple[int, ...]]) -> Iterator[tuple[int, tuple[int, ...], str]]:
    """Yield pot, weights and keys of every split that is not right; the keys rise, and fall."""
    for weights in vectors:
        for keys in (KEYS[: len(weights)], KEYS[: len(weights)][::-1]):
            for pot in POTS:
                parts, tied = largest_remainder(pot, weights, keys)
                if not is_right(pot, weights, keys, parts, tied):
                    yield pot, weights, keys


def main() -> int:
    """Try every vector in every order, and say what was found."""
    vectors = list(all_vectors())
    found = list(wrong(vectors))
    sys.stdout.write(f"{len(vectors) * len(POTS) * 2:,} splits of {len(vectors):,} vectors: {len(found)} wrong\n")
    sys.stdout.writelines(f"pot {pot}, weights {weights}, keys {keys}\n" for pot, weights, keys in found[:20])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
