"""What reading a page takes and is slow to import, loaded by importing this, in the server that workers come from."""

import trafilatura  # noqa: F401

import dedup.ingest.captured
import dedup.ingest.records
import dedup.ingest.tasks  # noqa: F401
