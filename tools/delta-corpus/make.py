"""Trains networks and writes pairs of an old and a new ONNX model, to measure deltas with.

    python tools/delta-corpus/make.py OUT [--only NAME...]
"""

import argparse
import json
import logging
import time
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from data import FIELD, LAB, photograph
from export import write
from models import TEST
from pairs import PAIRS

MEASURED = 300                             # pictures per camera


def main():
    wanted = arguments()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    warnings.filterwarnings("ignore", module="torch.onnx")
    logging.getLogger().setLevel(logging.ERROR)        # the quantiser advises pre-processing; nothing to fold here
    began = time.monotonic()
    for pair in PAIRS:
        if not wanted.only or pair.name in wanted.only:
            make(pair, wanted.out / pair.name)
            list_pairs(wanted.out)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes, {time.process_time() / 60:.1f} of one core", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    names = [pair.name for pair in PAIRS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    return parser.parse_args()


def make(pair, folder):
    for side, proto in (("old", pair.old()), ("new", pair.new())):
        write(proto, folder / f"{side}.onnx")
    figures = [f"{path.stem} {path.stat().st_size} bytes, lab {accuracy(path, LAB):.1%}, field {accuracy(path, FIELD):.1%}"
               for path in (folder / "old.onnx", folder / "new.onnx")]
    print(f"{pair.name}: {'; '.join(figures)}", flush=True)


def accuracy(path, camera):
    """In ONNX Runtime, on pictures of digits that nothing was trained on."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    images, labels = photograph(TEST, camera, MEASURED, np.random.default_rng(0))
    [scores] = session.run(None, {"image": images})
    return (scores.argmax(axis=1) == labels).mean()


def list_pairs(out):
    """All pairs whose files are there, this run's and earlier ones'."""
    made = [pair for pair in PAIRS if (out / pair.name / "new.onnx").exists()]
    listed = [{"name": pair.name, "kind": pair.kind, "moved": pair.moved, "about": pair.about} for pair in made]
    (out / "corpus.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
