"""One peer doing one piece of work in a process of its own, from texts in memory; run in the peers' environment.

    python -m tests.benchmarks.peers signatures|clusters PEER DATA_SET [--labels FILE]

Each peer is used the fastest way its documentation knows, with what all share: lower-cased words between spaces, in
shingles of five, 128 slots, 32 bands of 4 rows, and links of an estimated resemblance of 0.3 where it can estimate.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks.inside import Clusters, say, texts_of, timed, write_labels

SHINGLE, SLOTS, BANDS, ROWS, LEAST, SEED = 5, 128, 32, 4, 0.3, 1


def shingles(text: str) -> list[str]:
    """A text's runs of five words; a shorter text is one run."""
    words = text.lower().split()
    return [" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))]


def datasketch_signatures(texts: list[str]) -> list[object]:
    """By datasketch's bulk path with its default hash."""
    from datasketch import MinHash  # noqa: PLC0415 - each peer's process imports that peer alone

    return list(MinHash.bulk(([s.encode() for s in shingles(text)] for text in texts), num_perm=SLOTS, seed=SEED))


def datasketch_xxhash_signatures(texts: list[str]) -> list[object]:
    """The same with a faster hash, which a user has to know of."""
    from datasketch import MinHash  # noqa: PLC0415
    from xxhash import xxh32_intdigest  # noqa: PLC0415

    made = ([s.encode() for s in shingles(text)] for text in texts)
    return list(MinHash.bulk(made, num_perm=SLOTS, seed=SEED, hashfunc=xxh32_intdigest))


def rensa_signatures(texts: list[str]) -> list[object]:
    """By rensa's batch path that takes strings."""
    from rensa import RMinHash  # noqa: PLC0415

    return list(RMinHash.from_token_sets([shingles(text) for text in texts], SLOTS, SEED))


def datasketch_clusters(texts: list[str]) -> list[int]:
    """Signatures, LSH, and a look at the estimate for each pair that it proposes and that is not yet in one cluster."""
    from datasketch import MinHashLSH  # noqa: PLC0415

    signed = datasketch_signatures(texts)
    index = MinHashLSH(num_perm=SLOTS, params=(BANDS, ROWS))
    clusters = Clusters(len(texts))
    for place, one in enumerate(signed):
        for other in index.query(one):
            if clusters.root(place) != clusters.root(other) and one.jaccard(signed[other]) >= LEAST:  # type: ignore[attr-defined]
                clusters.unite(place, other)
        index.insert(place, one, check_duplication=False)
    return clusters.labels()


def rensa_clusters(texts: list[str]) -> list[int]:
    """Signatures, LSH, and a look at the estimate as above."""
    from rensa import RMinHashLSH  # noqa: PLC0415

    signed = rensa_signatures(texts)
    index = RMinHashLSH(threshold=LEAST, num_perm=SLOTS, num_bands=BANDS)
    clusters = Clusters(len(texts))
    for place, one in enumerate(signed):
        for other in index.query(one):
            if clusters.root(place) != clusters.root(other) and one.jaccard(signed[other]) >= LEAST:  # type: ignore[attr-defined]
                clusters.unite(place, other)
        index.insert(place, one)
    return clusters.labels()


def gaoya_clusters(texts: list[str]) -> list[int]:
    """gaoya shingles, signs, files and verifies by itself; it signs for the question and for the filing."""
    from gaoya.minhash import MinHashStringIndex  # noqa: PLC0415

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=LEAST,
        num_bands=BANDS,
        band_size=ROWS,
        num_hashes=SLOTS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE, SHINGLE),
    )
    clusters = Clusters(len(texts))
    for place, text in enumerate(texts):
        for other in index.query(text):
            clusters.unite(place, other)
        index.insert_document(place, text)
    return clusters.labels()


def daft_clusters(texts: list[str]) -> list[int]:
    """Daft's usual pipeline: signatures, bands as keys, one group a key; links are not verified."""
    import daft  # noqa: PLC0415
    from daft import col  # noqa: PLC0415

    frame = daft.from_pydict({"place": list(range(len(texts))), "text": texts})
    normal = col("text").normalize(remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True)
    signed = frame.select(
        col("place"),
        normal.minhash(num_hashes=SLOTS, ngram_size=SHINGLE, seed=SEED, hash_function="xxhash").alias("signature"),
    )
    banded = signed.select(
        col("place"),
        col("signature").chunk(ROWS).alias("key"),
        daft.lit(list(range(BANDS))).alias("band"),
    ).explode("key", "band")
    hashed = banded.with_column("key", col("key").hash())  # groups faster than by the rows themselves
    groups = hashed.groupby("band", "key").agg(col("place").list_agg().alias("places"))
    clusters = Clusters(len(texts))
    for places in groups.where(col("places").list_count() > 1).select("places").to_pydict()["places"]:
        for other in places[1:]:
            clusters.unite(places[0], other)
    return clusters.labels()


SIGN: dict[str, Callable[[list[str]], list[object]]] = {
    "datasketch": datasketch_signatures,
    "datasketch, xxhash": datasketch_xxhash_signatures,
    "rensa": rensa_signatures,
}
CLUSTER: dict[str, Callable[[list[str]], list[int]]] = {
    "datasketch": datasketch_clusters,
    "rensa": rensa_clusters,
    "gaoya": gaoya_clusters,
    "daft": daft_clusters,
}


def main(arguments: Iterable[str] | None = None) -> None:
    """Do what was asked and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["signatures", "clusters"])
    parser.add_argument("peer")
    parser.add_argument("data_set", type=Path)
    parser.add_argument("--labels", type=Path)
    asked = parser.parse_args(None if arguments is None else list(arguments))
    texts = list(texts_of(asked.data_set))
    if asked.work == "signatures":
        SIGN[asked.peer](texts[:10])  # imports, tables of permutations: once in a process's life
        _, measured = timed(lambda: SIGN[asked.peer](texts))
    else:
        CLUSTER[asked.peer](texts[:10])
        labels, measured = timed(lambda: CLUSTER[asked.peer](texts))
        write_labels(asked.labels, labels)
    say(measured, texts=len(texts))


if __name__ == "__main__":
    main()
