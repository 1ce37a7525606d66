"""The second look: clusters against clusters. What no single pair shows - the only other bearer of the name, two agreeing
profiles on either side, a better partner elsewhere - shows when the sure links are already made."""

import numpy as np
from numpy.typing import NDArray

from binzhi.identity.engine.second import Columns, Floats

Rows = NDArray[np.int64]
LOWEST, HIGHEST = -7.0, 12.0
AGREE = (
    "phone",
    "email",
    "birth",
    "company",
    "city",
    "mask",
    "card",
    "passport",
    "sex",
    "given",
    "surname",
    "reading",
    "cn",
    "nation",
)
NAMES = (
    "links", "best", "mean", "least", "share", "size_low", "size_high", "rival_low", "rival_high", "rivals_low", "rivals_high",
    "bearers", "bearers_dated", "bearers_carded", "dated_low", "dated_high", "carded",
)  # fmt: skip


def _top_two(keys: Rows, weights: Floats, total: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return the best and second best weight of every cluster, and how many partners it has."""
    order = np.lexsort((-weights, keys))
    k, w = keys[order], weights[order]
    first = np.r_[True, k[1:] != k[:-1]] if len(k) else np.zeros(0, bool)
    starts = np.nonzero(first)[0]
    best = np.full(total, LOWEST, np.float32)
    second = best.copy()
    best[k[starts]] = w[starts]
    nexts = starts + 1
    nexts = nexts[(nexts < len(k))]
    nexts = nexts[~first[nexts]]
    second[k[nexts]] = w[nexts]
    return best, second, np.bincount(keys, minlength=total)


def _groups(a: Rows, b: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order that brings pairs of the same two clusters together, and where each group starts."""
    order = np.lexsort((b, a))
    x, y = a[order], b[order]
    first = np.r_[True, (x[1:] != x[:-1]) | (y[1:] != y[:-1])]
    return order, np.nonzero(first)[0]


def _bearers(columns: Columns, labels: Rows) -> tuple[NDArray[np.int64], ...]:
    """Return per profile how many clusters bear its name, how many of them with a birth date, with a card."""
    name = columns.codes["akey"][:, 0]
    found = []
    for there in (name > 0, (name > 0) & (columns.birth > 0), (name > 0) & (columns.codes["card"][:, 0] > 0)):
        pairs = np.unique(name[there].astype(np.int64) << 31 | labels[there])
        found.append(np.bincount(pairs >> 31, minlength=int(name.max(initial=0)) + 1)[name])
    return tuple(found)


def entity_sheet(
    columns: Columns, labels: Rows, left: Rows, right: Rows, weights: Floats, sheet: Floats, names: list[str]
) -> tuple[Rows, Rows, Floats, list[str]]:
    """Return the pairs of clusters that some pair of profiles connects, the row of the best pair and their numbers.

    ``sheet`` holds the numbers of the pairs given. Pairs inside one cluster are left out by the caller.
    """
    w = np.clip(weights, LOWEST, HIGHEST).astype(np.float32)
    a, b = np.minimum(labels[left], labels[right]), np.maximum(labels[left], labels[right])
    order, starts = _groups(a, b)
    ends = np.r_[starts[1:], len(order)]
    sorted_w = w[order]
    count = (ends - starts).astype(np.float32)
    best_w = np.maximum.reduceat(sorted_w, starts)
    # the best pair of each group: the first of those that reach the best weight
    group = np.repeat(np.arange(len(starts)), ends - starts)
    at_best = np.nonzero(sorted_w == best_w[group])[0]
    _, firsts = np.unique(group[at_best], return_index=True)
    best = order[at_best[firsts]]
    ga, gb = a[order][starts], b[order][starts]
    total = len(labels)
    sizes = np.bincount(labels, minlength=total)
    dated = np.bincount(labels[columns.birth > 0], minlength=total)
    carded = np.bincount(labels[columns.codes["card"][:, 0] > 0], minlength=total)
    one, two, partners = _top_two(np.r_[ga, gb], np.r_[best_w, best_w], total)
    rival = [np.where(one[g] > best_w, one[g], two[g]) - best_w for g in (ga, gb)]
    bearers = [np.maximum(x[left[best]], x[right[best]]) for x in _bearers(columns, labels)]
    low, high = np.minimum, np.maximum
    numbers = [
        np.log1p(count), best_w, np.add.reduceat(sorted_w, starts) / count, np.minimum.reduceat(sorted_w, starts),
        count / (sizes[ga] * sizes[gb]), low(sizes[ga], sizes[gb]), high(sizes[ga], sizes[gb]),
        low(*rival), high(*rival), low(partners[ga], partners[gb]), high(partners[ga], partners[gb]),
        *bearers, low(dated[ga], dated[gb]), high(dated[ga], dated[gb]), np.minimum(carded[ga], 1) + np.minimum(carded[gb], 1),
    ]  # fmt: skip
    labels_out = [f"e_{n}" for n in NAMES]
    for name in AGREE:
        column = sheet[:, names.index(name)][order]
        numbers += [np.maximum.reduceat(column, starts), np.minimum.reduceat(column, starts)]
        labels_out += [f"most_{name}", f"least_{name}"]
    made = np.concatenate([sheet[best], np.stack(numbers, axis=1).astype(np.float32)], axis=1)
    return left[best], right[best], made, names + labels_out
