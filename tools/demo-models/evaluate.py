"""Measures what train.py made, in ONNX Runtime, and prints the tables of demo/models/README.md.

    python tools/demo-models/evaluate.py [folder]
"""

import logging
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

HOME = Path(__file__).resolve().parents[2] / "demo" / "models"


def main(folder):
    logging.getLogger().setLevel(logging.ERROR)      # the quantiser advises pre-processing; nothing to fold here
    versions = [folder / f"meter-reader-{version}.onnx" for version in (1, 2, 3)]
    print_accuracy(folder, versions)
    for base, target in zip(versions, versions[1:]):
        print_changes(base, target)


def print_accuracy(folder, versions):
    acceptance, field = np.load(folder / "acceptance.npz"), np.load(folder / "field-stream.npz")
    field_images = field["image"].astype(np.float32) / np.float32(255)
    print("| model | variant | bytes | acceptance | field | field, site 0 | field, site 1 |")
    print("|---|---|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        for path in versions:
            for variant, file in (("float32", path), ("int8 dynamic", quantised(path, Path(scratch)))):
                studio = predict(file, acceptance["image"]) == acceptance["labels"]
                right = predict(file, field_images) == field["labels"]
                shares = [studio.mean(), right.mean(), *(right[field["site"] == site].mean() for site in (0, 1))]
                figures = " | ".join(f"{share:.2%}" for share in shares)
                print(f"| {path.stem} | {variant} | {file.stat().st_size} | {figures} |")


def quantised(path, scratch):
    target = scratch / path.name
    quantize_dynamic(path, target, op_types_to_quantize=["MatMul", "Gemm"], weight_type=QuantType.QInt8)
    return target


def predict(path, images):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"image": images})[0].argmax(axis=1)


def print_changes(base, target):
    """How many weights differ in at least one bit, and how far the weights travelled."""
    print(f"\n{base.stem} to {target.stem}\n")
    print("| tensor | shape | changed | of | median relative change |")
    print("|---|---|--:|--:|--:|")
    before, after = initializers(base), initializers(target)
    for name, old in before.items():
        new = after[name]
        changed = np.count_nonzero(old.view(np.uint32) != new.view(np.uint32))
        travelled = np.median(np.abs(new - old) / np.maximum(np.abs(old), 1e-12))
        print(f"| {name} | {list(old.shape)} | {changed} | {old.size} | {travelled:.2%} |")


def initializers(path):
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
