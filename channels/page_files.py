"""The chat page's files, and the headers that keep it closed."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}

_HASHED = re.compile(r"-[0-9a-f]{12}$")

# Nothing from elsewhere, nothing inline: text that got into the page could still run nothing.
SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class PageFile(NamedTuple):
    """A file as it is served."""

    content: bytes
    compressed: bytes
    content_type: str
    etag: str
    never_changes: bool
    """Its name holds a hash of its content."""


def load_page_files() -> dict[str, PageFile]:
    """Read the files of the page, by name. Once is enough: they change only with the server."""
    return {path.name: _load(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


def _load(path: Path) -> PageFile:
    content = path.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    compressed = gzip.compress(content, mtime=0)
    return PageFile(content, compressed, _TYPES[path.suffix], etag, bool(_HASHED.search(path.stem)))
