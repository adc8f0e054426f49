"""What extraction needs and is slow to import, loaded by importing this, in the server that workers come from."""

import trafilatura  # noqa: F401

import dedup.ingest.reader  # noqa: F401
