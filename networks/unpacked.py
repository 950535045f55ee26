"""Where a network lies beside the model, made from its package when it is first needed, and how it is started."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from onnxruntime import InferenceSession, SessionOptions

from advisor.survey.shipped import ROOT

BESIDE = ROOT / "models"
NETWORK = "network.onnx"


def unpacked(name: str, package: str, make: Callable[[Path], None], beside: Path = BESIDE) -> Path:
    """Return the folder of the network `name`, which `make` fills in a second or two if it is not there.

    There is one for each version of `package` and of the code that writes networks.
    """
    made_from = hashlib.sha256(version(package).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        made_from.update(path.read_bytes())
    folder = beside / f"{name}-{made_from.hexdigest()[:12]}"
    if not folder.is_dir():
        beside.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=beside) as making:
            made = Path(making) / folder.name
            made.mkdir()
            make(made)
            try:
                made.rename(folder)
            except OSError:
                # Another process was faster, and its folder serves as well.
                if not folder.is_dir():
                    raise
    return folder


def session(folder: Path) -> InferenceSession:
    """Start the network in `folder`, for messages: too small to be shared out, or to keep memory for the next one."""
    settings = SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    settings.enable_cpu_mem_arena = False
    return InferenceSession(folder / NETWORK, settings, providers=["CPUExecutionProvider"])
