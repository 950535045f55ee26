"""Modules that a server imports and never uses: they are executed when somebody first asks something of them.

Nothing is stubbed: who does need one of these modules, or a name in one, gets the real one.
TensorFlow alone, which only neural components use, costs a server seconds and hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

# Those that are imported as modules (`import a.b as c`), never for a name in them: importlib's own LazyLoader does it.
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
# Those that a module of Rasa's imports for a name (`from a.b import c`), which it only calls, or only annotates with.
NAMES: Mapping[str, Mapping[str, str]] = {
    # scikit-learn, and with it most of SciPy: to split the training data of a neural component.
    "rasa.utils.tensorflow.model_data": {"sklearn.model_selection": "train_test_split"},
    # For conversations in DynamoDB and in MongoDB.
    "rasa.core.tracker_store": {"boto3.dynamodb.conditions": "Key", "pymongo.collection": "Collection"},
}


class Later:
    """A function or class that is imported when it is first used."""

    def __init__(self, module: str, name: str) -> None:
        self.__module, self.__name = module, name

    @property
    def __real(self) -> Any:
        return getattr(import_module(self.__module), self.__name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the real one."""
        return self.__real(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__real, name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__real)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self.__real)

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type]:
        return (self.__real,)


class NamesLater(Loader):
    """Executes a module whose imports of some names are left for later; who else imports those gets them at once."""

    def __init__(self, loader: Loader, names: Mapping[str, str]) -> None:
        self._loader, self._names = loader, names

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return what the usual loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Let the import statements find modules with nothing in them but a Later, unless the real ones are there."""
        later = {}
        for source, name in self._names.items():
            if source not in sys.modules:
                later[source] = sys.modules[source] = ModuleType(source)
                setattr(later[source], name, Later(source, name))
        try:
            self._loader.exec_module(module)
        finally:
            for source in later:
                del sys.modules[source]


class LazyFinder(MetaPathFinder):
    """Finds the modules of LAZY and of NAMES, and no other."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the usual spec with another loader."""
        if fullname not in LAZY and fullname not in NAMES:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader) if fullname in LAZY else NamesLater(spec.loader, NAMES[fullname])
        return spec


def import_lazily() -> None:
    """Import the modules of LAZY and the names of NAMES lazily from now on."""
    if not any(isinstance(finder, LazyFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, LazyFinder())
