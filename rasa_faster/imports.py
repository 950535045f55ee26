"""Modules that a server imports and never uses: they are executed when somebody first asks something of them.

Nothing is stubbed: who does need one of these modules, or a name in one, gets the real one.
TensorFlow alone, which only neural components use, costs a server seconds and hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader, find_spec
from types import ModuleType
from typing import Any

# Those that are imported as modules (`import a.b as c`), never for a name in them: importlib's own LazyLoader does it.
LAZY = frozenset(
    {
        # TensorFlow, by way of rasa.utils.tensorflow.callback.
        "rasa.utils.train_utils",
        # matplotlib.
        "rasa.utils.plotting",
        # questionary and prompt_toolkit, for a conversation in a terminal.
        "rasa.core.channels.console",
        # Of thinc.compat, for models of TensorFlow's.
        "h5py",
    }
)
# Those that a module of Rasa's imports for a name (`from a.b import c`), which it only calls, or only annotates with.
NAMES: Mapping[str, Mapping[str, str]] = {
    # scikit-learn, and with it most of SciPy: to split the training data of a neural component.
    "rasa.utils.tensorflow.model_data": {"sklearn.model_selection": "train_test_split"},
    # boto3, for conversations in DynamoDB.
    "rasa.core.tracker_store": {"boto3.dynamodb.conditions": "Key"},
}
# The clients of Slack, Telegram and others: the package imports all of Rasa's channels, after these from `channel`.
CHANNELS = "rasa.core.channels"
CHANNEL = frozenset({"InputChannel", "OutputChannel", "UserMessage", "CollectingOutputChannel"})
# Looks up any channel among all of Rasa's.
RUN = "rasa.core.run"


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


class OtherLoader(Loader):
    """Does what the usual loader of a module does, but for its execution."""

    def __init__(self, usual: Loader) -> None:
        self.usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return what the usual loader does."""
        return self.usual.create_module(spec)


class NamesLater(OtherLoader):
    """Executes a module whose imports of some names are left for later; who else imports those gets them at once."""

    def exec_module(self, module: ModuleType) -> None:
        """Let the import statements find modules with nothing in them but a Later, unless the real ones are there."""
        later = {}
        for source, name in NAMES[module.__name__].items():
            if source not in sys.modules:
                later[source] = sys.modules[source] = ModuleType(source)
                setattr(later[source], name, Later(source, name))
        try:
            self.usual.exec_module(module)
        finally:
            for source in later:
                del sys.modules[source]


class ChannelsLater(OtherLoader):
    """Executes the package of Rasa's channels when it is asked for more than there is in one of its modules."""

    def exec_module(self, module: ModuleType) -> None:
        """Have a function find what the package has not yet (PEP 562)."""

        def find(name: str) -> Any:
            if name in CHANNEL:
                return getattr(import_module(f"{CHANNELS}.channel"), name)
            if find_spec(f"{CHANNELS}.{name}"):
                return import_module(f"{CHANNELS}.{name}")
            vars(module).pop("__getattr__", None)
            self.usual.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = find


class RunWithOneChannel(OtherLoader):
    """Executes rasa.core.run, and has it try a channel that is a class's path before it imports all of Rasa's."""

    def exec_module(self, module: ModuleType) -> None:
        """Put another function in front of Rasa's that makes a channel."""
        self.usual.exec_module(module)
        theirs = vars(module)["_create_single_channel"]

        def make(channel: str, credentials: dict[str, Any] | None) -> Any:
            from rasa.shared.utils.common import class_from_module_path

            # The name of none of Rasa's has a dot.
            if "." in channel:
                # Rasa tries again, and says what is wrong.
                with suppress(AttributeError, ImportError):
                    return class_from_module_path(channel).from_credentials(credentials)
            return theirs(channel, credentials)

        vars(module)["_create_single_channel"] = make


LOADERS: Mapping[str, Callable[[Any], Loader]] = {
    **dict.fromkeys(LAZY, LazyLoader),
    **dict.fromkeys(NAMES, NamesLater),
    CHANNELS: ChannelsLater,
    RUN: RunWithOneChannel,
}


class LazyFinder(MetaPathFinder):
    """Finds the modules of LOADERS, and no other."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the usual spec with another loader."""
        if fullname not in LOADERS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LOADERS[fullname](spec.loader)
        return spec


def import_lazily() -> None:
    """Import the modules of LOADERS lazily from now on."""
    if not any(isinstance(finder, LazyFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, LazyFinder())
