"""Fingerprints: what is kept of a text so that its copies can be found without reading it again."""

from dedup.fingerprint.fingerprint import Fingerprint, as_minhash, fingerprint, sampled
from dedup.fingerprint.many import Sketches, signatures, sketches

__all__ = ["Fingerprint", "Sketches", "as_minhash", "fingerprint", "sampled", "signatures", "sketches"]
