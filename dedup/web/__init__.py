"""The review desk: pages over an archive, for a browser on the same machine. It alone knows the web's libraries."""

from dedup.web.app import desk
from dedup.web.serving import serve
from dedup.web.settings import Settings

__all__ = ["Settings", "desk", "serve"]
