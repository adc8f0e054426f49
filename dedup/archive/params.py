"""The parameters of an archive's analysis, and that what is kept was made with them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from dedup.compare import verdict_digest
from dedup.config import CompareParams, FingerprintParams, params_digest
from dedup.errors import ArchiveVersionError
from dedup.store import Reader, Writer

_FINGERPRINT, _COMPARE = "params.fingerprint", "params.compare"


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of an archive's analysis."""

    fingerprint: FingerprintParams = field(default_factory=FingerprintParams)
    compare: CompareParams = field(default_factory=CompareParams)


def agree_on(writer: Writer, params: Params, place: object) -> None:
    """Refuse to mix fingerprints of different parameters; have everything compared anew when the verdict's change.

    `place` names the archive in the ArchiveVersionError.
    """
    require_fingerprints(writer, params, place)
    for name, one, digest in (
        (_FINGERPRINT, params.fingerprint, params_digest(params.fingerprint)),
        (_COMPARE, params.compare, verdict_digest(params.compare)),
    ):
        held = writer.get_meta(name)
        if held == digest:
            continue
        if held is not None:
            writer.mark_stale({row.content for row in writer.heads().values()})
        writer.set_meta(name, digest)
        writer.put_params(digest, json.dumps(asdict(one), sort_keys=True))


def require_fingerprints(reader: Reader, params: Params, place: object) -> None:
    """Raise ArchiveVersionError if the archive's fingerprints were made with other parameters."""
    held, digest = reader.get_meta(_FINGERPRINT), params_digest(params.fingerprint)
    if held not in {None, digest}:
        raise ArchiveVersionError(
            f"The archive {place} holds fingerprints made with other parameters ({held}, now {digest}); they cannot be "
            "compared. Ingest the articles into a new archive."
        )


def compared_with(reader: Reader, params: Params) -> str:
    """The digest of the parameters under which the archive was compared, else of those under which it would be."""
    return reader.get_meta(_COMPARE) or verdict_digest(params.compare)
