"""Trains a MobileNetV2 and a ViT, and writes the inputs that `ferry bench optimize` calibrates and compares on.

    python tools/optimize-corpus/make.py OUT

The networks are those of tools/delta-corpus: small, and trained for a minute. Token ids are random; the text models are compared
with themselves, so what they read matters little.
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "delta-corpus"))

import numpy as np
import torch

import models
from data import LAB, photograph
from export import exported, write

CALIBRATED, COMPARED = 64, 32
TOKENS = 64
TEXT_MODELS = ("all-minilm-l6-v2", "bge-small-en-v15", "e5-small-v2")
WORDS = (1996, 29612)                      # of BERT's vocabulary: no marks, no unused ones
BEGIN, END = 101, 102


def tokens(count, seed):
    ids = np.random.default_rng(seed).integers(*WORDS, (count, TOKENS))
    ids[:, 0], ids[:, -1] = BEGIN, END
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def pictures(originals, count, seed):
    images, _ = photograph(originals, LAB, count, np.random.default_rng(seed))
    return {"image": images.astype(np.float32)}


def write_sets(folder, calibration, cases):
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "calibration.npz", **calibration)
    np.savez(folder / "cases.npz", **cases)


def main(out):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    warnings.filterwarnings("ignore", module="torch.onnx")
    for name in TEXT_MODELS:
        write_sets(out / name, tokens(CALIBRATED, 1), tokens(COMPARED, 2))
    for name, network in (("mobilenetv2", models.mobilenet), ("vit", models.vit)):
        write(exported(network()), out / name / "model.onnx")
        write_sets(out / name, pictures(models.TRAIN, CALIBRATED, 1), pictures(models.TEST, COMPARED, 2))
        print(f"{name}: {(out / name / 'model.onnx').stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
