"""Fingerprints: what is kept of a text so that its copies can be found without reading it again."""

from dedup.fingerprint.fingerprint import Fingerprint, as_minhash, fingerprint, sampled
from dedup.fingerprint.many import signatures

__all__ = ["Fingerprint", "as_minhash", "fingerprint", "sampled", "signatures"]
