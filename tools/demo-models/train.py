"""Regenerates demo/models: three versions of the meter reader, the acceptance set, the field stream.

    python tools/demo-models/train.py [folder]

One thread and fixed seeds, so that a second run writes what the first one wrote.
"""

import copy
import sys
from pathlib import Path

import numpy as np
import torch

from data import LIGHT_WEAR, SITES, STUDIO, photograph, split_originals
from export import write_onnx
from model import MeterReader, Schedule, fit

SEED = 20250
FIELD_COPIES_PER_SITE = 3                  # 500 originals, 2 sites: 3000 pictures
HOME = Path(__file__).resolve().parents[2] / "demo" / "models"


def main(folder):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    folder.mkdir(parents=True, exist_ok=True)
    train, acceptance, field = split_originals(SEED)
    print(f"originals: train {len(train)}, acceptance {len(acceptance)}, field {len(field)}; seed {SEED}")

    write_acceptance(acceptance, folder / "acceptance.npz")
    write_field_stream(field, folder / "field-stream.npz")

    first = first_version(train)
    second = tuned_for_the_field(first, train)
    third = tuned_in_the_studio(second, train)
    for version, model in enumerate([first, second, third], start=1):
        write_onnx(model, version, folder / f"meter-reader-{version}.onnx")
    for file in sorted([*folder.glob("*.onnx"), *folder.glob("*.npz")]):
        print(f"{file.name}: {file.stat().st_size} bytes")


def first_version(train):
    """v1: what a lab can know. Studio pictures, and the same with light wear."""
    torch.manual_seed(SEED)
    pictures = album(train, [(STUDIO, 1), (LIGHT_WEAR, 4)], seed=SEED + 1)
    return fit(MeterReader(), *pictures, Schedule(epochs=15, learning_rate=1e-3), seed=SEED + 1)


def tuned_for_the_field(first, train):
    """v2: v1, gently tuned on pictures as the two sites take them."""
    pictures = album(train, [(STUDIO, 2), (LIGHT_WEAR, 2), *((site, 8) for site in SITES)], seed=SEED + 2)
    return fit(copy.deepcopy(first), *pictures, Schedule(epochs=10, learning_rate=1e-4), seed=SEED + 2)


def tuned_in_the_studio(second, train):
    """v3: an honest mistake. Long, strong tuning on studio pictures alone; the field is forgotten."""
    pictures = album(train, [(STUDIO, 1)], seed=SEED + 3)
    return fit(copy.deepcopy(second), *pictures, Schedule(epochs=60, learning_rate=8e-3), seed=SEED + 3)


def album(originals, shelves, seed):
    """All pictures of (conditions, copies) shelves, one after the other."""
    rng = np.random.default_rng(seed)
    images, labels = zip(*(photograph(originals, conditions, copies, rng) for conditions, copies in shelves))
    return np.concatenate(images), np.concatenate(labels)


def write_acceptance(originals, path):
    images, labels = photograph(originals, STUDIO, 1, np.random.default_rng(SEED))
    np.savez_compressed(path, image=images, labels=labels)


def write_field_stream(originals, path):
    """Pictures of both sites in one shuffled stream; uint8, divide by 255 for the model's input."""
    rng = np.random.default_rng(SEED + 4)
    visits = [photograph(originals, site, FIELD_COPIES_PER_SITE, rng) for site in SITES]
    images, labels = (np.concatenate(parts) for parts in zip(*visits))
    sites = np.repeat(np.arange(len(SITES)), [len(labels) for _, labels in visits])
    order = rng.permutation(len(labels))
    np.savez_compressed(path, image=np.rint(images[order] * 255).astype(np.uint8),
                        labels=labels[order].astype(np.uint8), site=sites[order].astype(np.uint8))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
