"""Everything that `dedup` raises on purpose.

    DedupError                 exit 1   something could not be done
    ├── UsageError             exit 2   the call itself is wrong
    │   └── NotFoundError      exit 2   a key, story or file that does not exist
    ├── InputError             exit 1   an input cannot be used; inside a batch it becomes a `Rejection`
    │   ├── UnreadableError             it cannot be opened or read
    │   ├── UnusableError               it was read, and holds no article
    │   ├── TooLargeError               it goes past a stated limit
    │   └── FetchError                  an address of the web could not be fetched
    │       ├── AddressError            it is not an http(s) address, or carries a password
    │       ├── AddressRefusedError     it leads to an address that is not public and was not allowed by name
    │       ├── ConnectionFailedError   unknown name, nobody listens, or the connection broke
    │       ├── TlsError                the certificate or the handshake is not in order
    │       ├── ProtocolError           what came is not proper HTTP: wrong length, broken compression
    │       ├── FetchTooLargeError      more bytes than allowed, as sent or as unpacked
    │       ├── TooSlowError            more time than allowed
    │       ├── TooManyRedirectsError   redirected more often than allowed
    │       ├── RobotsError             the site's robots.txt forbids it, or cannot be read
    │       ├── StatusError             an answer of another status than success
    │       │   └── RetryLaterError     429 or 503, with the seconds that the site asks to wait
    │       └── FetchStoppedError       the client was closed meanwhile
    ├── ArchiveError           exit 1   the archive file
    │   ├── ArchiveForeignError         not a `dedup` archive, or not a database at all
    │   ├── ArchiveDamagedError         a database whose integrity check fails
    │   ├── ArchiveVersionError         written by a newer `dedup`, or in need of an upgrade
    │   ├── ArchiveBusyError            locked by another process for longer than the patience allowed
    │   └── ArchiveFullError            the disk is full or not writable
    ├── DeliveryError          exit 1   a file for alerts cannot be written
    ├── WorkersError           exit 1   processes that read pages cannot be started
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


class FetchError(InputError):
    """An address of the web could not be fetched."""


class AddressError(FetchError):
    """The address is not one that can be fetched: no http(s), malformed, or with a password in it."""


class AddressRefusedError(FetchError):
    """The address leads, itself or by its name, to a host that is not on the public internet and was not allowed."""


class ConnectionFailedError(FetchError):
    """The name is unknown, no address answers, or the connection broke."""


class TlsError(FetchError):
    """The certificate or the handshake is not in order; such a connection is never tried again without checking."""


class ProtocolError(FetchError):
    """What came is not proper HTTP: a wrong length, a broken or unknown content coding."""


class FetchTooLargeError(FetchError):
    """The answer is larger than allowed, as sent or as unpacked."""


class TooSlowError(FetchError):
    """The answer took longer than allowed, for one read or in all."""


class TooManyRedirectsError(FetchError):
    """The address redirects more often than allowed."""


class RobotsError(FetchError):
    """The site's robots.txt forbids the address, or could not be read, which forbids it too."""


class StatusError(FetchError):
    """The answer's status is not one of success."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class RetryLaterError(StatusError):
    """The site asks to be left alone for a while: status 429 or 503. `seconds` is None where it does not say how long.

    The client does not wait, and refuses to ask the site again before that time is over: when to come back is the
    caller's decision.
    """

    def __init__(self, message: str, status: int, seconds: float | None) -> None:
        super().__init__(message, status)
        self.seconds = seconds


class FetchStoppedError(FetchError):
    """The client was closed before the answer was complete."""


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


class DeliveryError(DedupError):
    """A file that alerts go to cannot be written; what it was to carry is tried again."""


class WorkersError(DedupError):
    """The processes that read pages cannot be started."""


class MissingLibraryError(DedupError):
    """A library is needed that comes with an extra of the installation, and is not there."""


class GateError(DedupError):
    """A measured figure fell below its pinned floor, or the measured corpus is not the pinned one."""
