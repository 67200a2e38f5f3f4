"""Writes what quantize_static makes of small models, for the optimizer's static quantisation to be held against, bit for bit.

    python tools/recipe-vectors/static.py model-optimizer/src/test/resources/static

Writes the models, their calibration sets, and static.txt: blocks, parted by an empty line, of `key value…` lines. `range` is a
tensor's smallest and largest value on the calibration set, `tensor` an initializer of the result with the SHA-256 of its
elements; floats are little-endian hex.
"""

import hashlib
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.calibrate import create_calibrator
from onnxruntime.quantization.registry import QDQRegistry, QLinearOpsRegistry

DEMO = Path(__file__).parents[2] / "demo" / "models"
OPERATORS = list({*QLinearOpsRegistry, *QDQRegistry})
OPSET = 17
CASES = 16
F32 = np.float32


class Builder:
    """A graph, node by node; weights come from one seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes, self.initializers = [], []

    def weight(self, name, *shape, spread=0.3, shift=0.0):
        return self.constant(name, (self.random.standard_normal(shape) * spread + shift).astype(F32))

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, operator, inputs, outputs, **attributes):
        outputs = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(operator, inputs, outputs, f"{operator.lower()}_{len(self.nodes)}", **attributes))
        return outputs[0]

    def model(self, inputs, output):
        graph = helper.make_graph(self.nodes, "graph", inputs, [output], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        return model


def port(name, type, *shape):
    return helper.make_tensor_value_info(name, type, ["batch", *shape])


def transformer():
    """One block over eight tokens of sixteen features, two heads."""
    b = Builder(1)
    b.node("Gather", [b.weight("table", 20, 16), "tokens"], "looked_up")
    b.node("Add", ["looked_up", b.weight("positions", 8, 16)], "embedded")
    b.node("LayerNormalization", ["embedded", b.weight("norm.scale", 16, shift=1), b.weight("norm.bias", 16)], "normed",
           axis=-1)
    b.node("MatMul", ["normed", b.weight("qkv", 16, 48)], "qkv_out")
    b.node("Split", ["qkv_out", b.constant("thirds", np.array([16, 16, 16]))], ["q", "k", "v"], axis=-1)
    heads = b.constant("heads", np.array([0, 8, 2, 8]))
    for name in "qkv":
        b.node("Reshape", [name, heads], name + "_heads")
        b.node("Transpose", [name + "_heads"], name + "_turned", perm=[0, 2, 3, 1] if name == "k" else [0, 2, 1, 3])
    b.node("MatMul", ["q_turned", "k_turned"], "scores")
    b.node("Mul", ["scores", b.constant("root", np.array(0.353, F32))], "scaled")
    b.node("Softmax", ["scaled"], "attention", axis=-1)
    b.node("MatMul", ["attention", "v_turned"], "context")
    b.node("Transpose", ["context"], "context_turned", perm=[0, 2, 1, 3])
    b.node("Reshape", ["context_turned", b.constant("flat", np.array([0, 8, 16]))], "joined")
    b.node("MatMul", ["joined", b.weight("out", 16, 16)], "attended")
    b.node("Add", ["attended", "embedded"], "residual")
    b.node("MatMul", ["residual", b.weight("up", 16, 32)], "up_out")
    b.node("Add", ["up_out", b.weight("up.bias", 32)], "up_biased")
    b.node("Erf", ["up_biased"], "erf")
    b.node("Mul", ["erf", "up_biased"], "activated")
    b.node("MatMul", ["activated", b.weight("down", 32, 16)], "down_out")
    b.node("Slice", ["down_out", *(b.constant(n, np.array([v])) for n, v in (("from", 0), ("to", 1), ("along", 1)))], "first")
    b.node("Squeeze", ["first", "along"], "pooled")
    b.node("Gemm", ["pooled", b.weight("head", 5, 16), b.weight("head.bias", 5)], "logits", transB=1)
    model = b.model([port("tokens", TensorProto.INT64, 8)], port("logits", TensorProto.FLOAT, 5))
    return model, {"tokens": b.random.integers(0, 20, (CASES, 8))}


def picture():
    """What convolutional networks are made of; every rule of the registry that the transformer does not need."""
    b = Builder(2)
    b.node("Pad", ["image", b.constant("pads", np.array([0, 0, 1, 1, 0, 0, 1, 1]))], "padded")
    b.node("Conv", ["padded", b.weight("conv", 6, 3, 3, 3), b.weight("conv.bias", 6)], "conv_out")
    b.node("Clip", ["conv_out", b.constant("zero", F32(0)), b.constant("six", F32(6))], "clipped")
    b.node("Conv", ["clipped", b.weight("depthwise", 6, 1, 3, 3), b.weight("depthwise.bias", 6, spread=2)], "depth_out",
           group=6, pads=[1, 1, 1, 1])
    b.node("BatchNormalization", ["depth_out", b.weight("bn.scale", 6, shift=1), b.weight("bn.bias", 6),
                                  b.weight("bn.mean", 6), b.constant("bn.var", np.full(6, 0.9, F32))], "batch_normed")
    b.node("LeakyRelu", ["batch_normed"], "leaked", alpha=0.1)
    b.node("Add", ["leaked", "clipped"], "sum")
    b.node("Relu", ["sum"], "rectified")
    b.node("MaxPool", ["rectified"], "small", kernel_shape=[2, 2], strides=[2, 2])
    b.node("InstanceNormalization", ["small", b.weight("in.scale", 6, shift=1), b.weight("in.bias", 6)], "instance_normed")
    b.node("ConvTranspose", ["instance_normed", b.weight("up", 6, 4, 2, 2), b.weight("up.bias", 4)], "upped", strides=[2, 2])
    b.node("Sigmoid", ["upped"], "gate")
    b.node("Mul", ["upped", "gate"], "swished")
    b.node("AveragePool", ["swished"], "averaged", kernel_shape=[2, 2], strides=[2, 2])
    b.node("Resize", ["averaged", "", b.constant("doubled", np.array([1, 1, 2, 2], F32))], "resized", mode="nearest")
    b.node("Concat", ["resized", "swished"], "both", axis=1)
    b.node("Where", [b.constant("mask", np.arange(64).reshape(1, 1, 8, 8) % 3 > 0), "both", b.weight("fill", 1, 8, 1, 1)],
           "chosen")
    b.node("GlobalAveragePool", ["both"], "means")
    b.node("Flatten", ["means"], "flat")
    b.node("Unsqueeze", ["flat", b.constant("second", np.array([1]))], "widened")
    b.node("CumSum", ["widened", b.constant("axis", np.array(2))], "summed")
    b.node("Squeeze", ["summed", "second"], "narrowed")
    b.node("Gemm", ["narrowed", b.weight("head", 8, 4), b.constant("head.bias", np.array([9e4, -3, 0.1, 0], F32))], "scores")
    b.node("ReduceMax", ["chosen"], "peak", axes=[1, 2, 3], keepdims=0)
    b.node("Unsqueeze", ["peak", "second"], "peak_column")
    b.node("Add", ["scores", "peak_column"], "logits")
    model = b.model([port("image", TensorProto.FLOAT, 3, 8, 8)], port("logits", TensorProto.FLOAT, 4))
    return model, {"image": b.random.standard_normal((CASES, 3, 8, 8)).astype(F32)}


def demo():
    pictures = np.load(DEMO / "acceptance.npz")["image"][:CASES]
    return onnx.load(DEMO / "meter-reader-1.onnx"), {"image": pictures}


class Cases(CalibrationDataReader):
    def __init__(self, inputs):
        count = len(next(iter(inputs.values())))
        self.cases = iter([{name: array[i:i + 1] for name, array in inputs.items()} for i in range(count)])

    def get_next(self):
        return next(self.cases, None)


def ranges(path, inputs, method, folder):
    calibrator = create_calibrator(path, OPERATORS, str(Path(folder, "augmented.onnx")), method)
    calibrator.collect_data(Cases(inputs))
    return {name: data.range_value for name, data in calibrator.compute_data().items()}


def hexed(value):
    return np.asarray(value, F32).astype("<f4").tobytes().hex()


def block(name, model, inputs, activations, weights, per_channel, reduce_range, method):
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.onnx"), Path(folder, "after.onnx")
        onnx.save(model, before)
        measured = ranges(before, inputs, method, folder)
        quantize_static(before, after, Cases(inputs), QuantFormat.QDQ, per_channel=per_channel, reduce_range=reduce_range,
                        activation_type=activations, weight_type=weights, calibrate_method=method)
        made = onnx.load(after).graph
    lines = [f"model {name}", f"activations {activations.name[1:].upper()}", f"weights {weights.name[1:].upper()}",
             f"perChannel {str(per_channel).lower()}", f"reduceRange {str(reduce_range).lower()}", f"method {method.name}"]
    lines += [f"range {tensor} {hexed(low)} {hexed(high)}" for tensor, (low, high) in sorted(measured.items())]
    counts = Counter(node.op_type for node in made.node)
    lines += [f"nodes {operator} {count}" for operator, count in sorted(counts.items())]
    lines += [f"tensor {t.name} {hashlib.sha256(numpy_helper.to_array(t).tobytes()).hexdigest()}"
              for t in sorted(made.initializer, key=lambda t: t.name)
              if t.name.endswith(("_scale", "_zero_point", "_quantized"))]
    return "\n".join(lines) + "\n"


def main(folder):
    logging.disable()
    folder.mkdir(parents=True, exist_ok=True)
    int8, uint8 = QuantType.QInt8, QuantType.QUInt8
    least, most = CalibrationMethod.MinMax, CalibrationMethod.Percentile
    blocks = []
    for name, (model, inputs) in (("transformer", transformer()), ("picture", picture()), ("demo", demo())):
        if name != "demo":
            onnx.save(model, folder / f"{name}.onnx")
        np.savez(folder / f"{name}.npz", **inputs)
        for form in ((int8, int8, False, False, least), (uint8, int8, True, False, least), (uint8, uint8, False, True, least),
                     (uint8, uint8, True, True, least), (int8, int8, False, False, most)):
            blocks.append(block(name, model, inputs, *form))
    (folder / "static.txt").write_text("\n".join(blocks))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
