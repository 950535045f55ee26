"""Modules that a server imports and never uses: they are executed when somebody first asks something of them.

This is importlib's own LazyLoader: nothing is stubbed, and who does need one of these modules gets the real one.
TensorFlow alone, which only neural components use, costs a server seconds and hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Those that are imported as modules (`import a.b as c`), never for a name in them.
LAZY = frozenset(
    {
        # TensorFlow, by way of rasa.utils.tensorflow.callback.
        "rasa.utils.train_utils",
        # matplotlib.
        "rasa.utils.plotting",
        # Of thinc.compat, for models of TensorFlow's.
        "h5py",
    }
)


class LazyFinder(MetaPathFinder):
    """Finds the modules of LAZY, and no other."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the usual spec with a lazy loader."""
        if fullname not in LAZY:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def import_lazily() -> None:
    """Import the modules of LAZY lazily from now on."""
    if not any(isinstance(finder, LazyFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, LazyFinder())
