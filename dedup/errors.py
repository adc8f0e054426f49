"""Everything that `dedup` raises on purpose.

    DedupError                 exit 1   something could not be done
    ├── UsageError             exit 2   the call itself is wrong
    │   └── NotFoundError      exit 2   a key, story or file that does not exist
    ├── InputError             exit 1   an input cannot be used; inside a batch it becomes a `Rejection`
    │   ├── UnreadableError             it cannot be opened or read
    │   ├── UnusableError               it was read, and holds no article
    │   └── TooLargeError               it goes past a stated limit
    ├── ArchiveError           exit 1   the archive file
    │   ├── ArchiveForeignError         not a `dedup` archive, or not a database at all
    │   ├── ArchiveDamagedError         a database whose integrity check fails
    │   ├── ArchiveVersionError         written by a newer `dedup`, or in need of an upgrade
    │   ├── ArchiveBusyError            locked by another process for longer than the patience allowed
    │   └── ArchiveFullError            the disk is full or not writable
    ├── MissingLibraryError    exit 1   a library of an optional extra is not installed
    └── GateError              exit 1   a quality figure fell below its floor

Each message is one sentence or two: what happened, to which input, and what to do next. The command line prints the
message and exits with `exit_code`; it never prints a traceback for an error of this tree.
"""

from __future__ import annotations

from typing import ClassVar


class DedupError(Exception):
    """Base of every error raised on purpose; `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(DedupError):
    """The call is wrong: an option, an argument or a combination of them."""

    exit_code: ClassVar[int] = 2


class NotFoundError(UsageError):
    """A key, story or file was named that does not exist."""


class InputError(DedupError):
    """An input cannot be used; in a batch it is reported as rejected and the batch goes on."""


class UnreadableError(InputError):
    """An input cannot be opened or read."""


class UnusableError(InputError):
    """An input was read and holds nothing that can be treated as an article."""


class TooLargeError(InputError):
    """An input goes past a limit of size, depth or time."""


class ArchiveError(DedupError):
    """The archive cannot be used as it stands."""


class ArchiveForeignError(ArchiveError):
    """The file is not an archive of `dedup`."""


class ArchiveDamagedError(ArchiveError):
    """The archive's integrity check fails."""


class ArchiveVersionError(ArchiveError):
    """The archive's schema is newer than this program, or older and not to be upgraded here."""


class ArchiveBusyError(ArchiveError):
    """Another process held the archive for longer than the patience allowed."""


class ArchiveFullError(ArchiveError):
    """The archive's disk is full or the file is not writable."""


class MissingLibraryError(DedupError):
    """A library is needed that comes with an extra of the installation, and is not there."""


class GateError(DedupError):
    """A measured figure fell below its pinned floor, or the measured corpus is not the pinned one."""
