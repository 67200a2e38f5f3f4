"""Writes what the usual tools make of a set of awkward weights, for delta.recipe to be held against, bit for bit.

    python tools/recipe-vectors/make.py delta-engine/src/test/resources/recipe

Each file has blocks, parted by an empty line, of `key value…` lines. Arrays are little-endian hex of the element's bytes.
"""

import logging
import sys
from pathlib import Path
from types import SimpleNamespace

import ml_dtypes
import numpy as np
import onnx
from onnxruntime.quantization import QuantType
from onnxruntime.quantization.base_quantizer import BaseQuantizer
from onnxruntime.quantization.quant_utils import quantize_data
from onnxruntime.transformers.float16 import convert_np_to_float16

F32 = np.float32
RNG = np.random.default_rng(20240501)


def hexed(array):
    return np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes().hex()


def write(path, blocks):
    path.write_text("\n".join("".join(f"{key} {value}\n" for key, value in block.items()) for block in blocks))


def tensors():
    """Shape [a, b] or [a, b, c]; every one with several channels along each axis."""
    gauss = lambda *shape: (RNG.standard_normal(shape) * 0.05).astype(F32)
    one_zero_channel = gauss(5, 6)
    one_zero_channel[2] = 0
    one_zero_channel[:, 3] = 0
    steps = np.arange(-15, 15, dtype=F32).reshape(5, 6) * F32(0.5)  # scale 2^-k if the range says so: ties
    ties = steps.copy()
    ties[0, 0], ties[0, 1] = -127, 127
    ties_unsigned = np.abs(steps)
    ties_unsigned[0, 0] = 255
    mixed = np.array([1e-45, -1e-45, 1e-38, -3e-39, 0, -0.0, 1.1754944e-38, -1.1754942e-38], F32)
    return {
        "gaussian": gauss(17, 23),
        "three-axes": gauss(3, 5, 7),
        "wide-spread": (gauss(8, 9) * (10.0 ** RNG.integers(-12, 12, (8, 9)))).astype(F32),
        "all-zero": np.zeros((3, 4), F32),
        "negative-zero": np.full((2, 3), -0.0, F32),
        "a-zero-channel": one_zero_channel,
        "negative-only": -np.abs(gauss(4, 7)) - F32(0.01),
        "positive-only": np.abs(gauss(4, 7)) + F32(0.01),
        "constant": np.full((4, 5), 0.3, F32),
        "constant-negative": np.full((4, 5), -7.7, F32),
        "ties": ties,
        "ties-unsigned": ties_unsigned,
        "subnormal": np.resize(mixed, (4, 8)),
        "scale-next-to-tiny": np.array([[2.99e-36, -1e-37], [3.0e-36, 0], [-1.5e-36, 1.49e-36]], F32),
        "huge": np.array([[1.6e38, -1.6e38, 3e37], [-1.7e38, 1, 1e-30]], F32),
        "lopsided": np.concatenate([gauss(6, 4), np.full((6, 1), 3.25, F32)], axis=1),
    }


def quantised(name, weights, type, symmetric, reduce_range, axis):
    """As BaseQuantizer.quantize_initializer_impl and quantize_weight_per_channel_impl call quantize_data."""
    channels = [weights] if axis is None else [weights.take(i, axis) for i in range(weights.shape[axis])]
    made = [quantize_data(c.flatten(), type.tensor_type, symmetric, reduce_range) for c in channels]
    zero_points, scales, codes = zip(*made)
    if axis is None:
        codes = codes[0]
    else:
        one = [1 if i == axis else n for i, n in enumerate(weights.shape)]
        codes = np.concatenate([c.reshape(one) for c in codes], axis)
    return {
        "tensor": name,
        "type": type.name[1:].upper(),
        "symmetric": str(symmetric).lower(),
        "reduceRange": str(reduce_range).lower(),
        "axis": -1 if axis is None else axis,
        "scales": hexed(np.array(scales, F32)),
        "zeroPoints": " ".join(str(int(z)) for z in zero_points),
        "codes": hexed(codes),
    }


def all_quantised(weights):
    for name, w in weights.items():
        for type in (QuantType.QInt8, QuantType.QUInt8):
            for symmetric in (True, False):
                for reduce_range in (False, True):
                    for axis in (None, *range(w.ndim)):
                        yield quantised(name, w, type, symmetric, reduce_range, axis)


def half_weights():
    """Around every edge of binary16 and bfloat16, and some of everything else."""
    half = np.array([0, 1, 2, 3, 0x3FF, 0x400, 0x401, 0x3C00, 0x3C01, 0x7BFE, 0x7BFF], np.uint16).view(np.float16)
    edges = half.astype(np.float64)
    between = (edges[:-1] + edges[1:]) / 2
    adjacent = half.astype(F32).view(np.uint32)[:, None] + np.array([0x1000, 0x0FFF, 0x1001, 0x3000], np.uint32)
    limits = np.array([5.96e-8, 2.98e-8, 1e-7, 1e4, 65504, 65519.996, 65520, 65536, 1e38, 3.4028235e38, np.inf], F32)
    limits = np.concatenate([limits, np.nextafter(limits[:-1], F32(0)), np.nextafter(limits[:-2], F32(1e39))])
    words = np.array([0x7FC00000, 0x3F808000, 0x3F818000, 0x3F80FFFF, 0x3F807FFF, 0x3F808001, 0x7F7F7FFF, 0x7F7F8000,
                      1, 0x7FFF, 0x8000, 0x8001, 0x18000, 0x7FFFFF, 0x800000], np.uint32)
    random = RNG.integers(0, 0x7F800000, 200).astype(np.uint32).view(F32)
    usual = (RNG.standard_normal(200) * 0.05).astype(F32)
    all = np.concatenate([edges.astype(F32), between.astype(F32), adjacent.ravel().view(F32), limits, words.view(F32),
                          random, usual])
    return np.concatenate([all, -all])


def halves(weights):
    yield {"weights": hexed(weights)}
    for low, high in ((5.96e-08, 65504.0), (1e-7, 1e4), (1e-3, 2.0)):
        made = convert_np_to_float16(weights, low, high)
        yield {"minPositive": low, "maxFinite": high, "halves": hexed(made.view(np.uint16))}
    yield {"halves": hexed(weights.astype(np.float16).view(np.uint16))}
    yield {"bfloats": hexed(weights.astype(ml_dtypes.bfloat16).view(np.uint16))}


def biases():
    values = np.concatenate([(RNG.standard_normal(40) * 3).astype(F32),
                             np.array([0, -0.0, 1e30, -1e30, 1e-45, 0.5, 1.5, 2.5, -0.5, -1.5, 3.4e38], F32)])
    for input_scale, weight_scale in ((0.02, 0.003), (1.0, 1.0), (0.5, 2.0), (1e-20, 1e-15), (1e-22, 1e-22)):
        input_scale, weight_scale = np.array(input_scale, F32), np.array(weight_scale, F32)
        stored = []
        model = SimpleNamespace(initializer=lambda: [onnx.numpy_helper.from_array(values, "b")],
                                initializer_extend=stored.extend)
        tool = SimpleNamespace(model=model, weight_qType=onnx.TensorProto.INT8)
        BaseQuantizer.quantize_bias_static_impl(tool, "b", input_scale, weight_scale)
        made = {t.name: onnx.numpy_helper.to_array(t) for t in stored}
        yield {"inputScale": hexed(input_scale), "weightScale": hexed(weight_scale),
               "scale": hexed(made["b_quantized_scale"]), "weights": hexed(values), "codes": hexed(made["b_quantized"])}


def step_above(x):
    """The smallest float with 12 significant bits that is not below x, by arithmetic rather than by bits."""
    mantissa, exponent = np.frexp(F32(x) if float(F32(x)) >= x else np.nextafter(F32(x), F32(np.inf)))
    return F32(np.ldexp(np.ceil(np.ldexp(np.float64(mantissa), 12)), exponent - 12))


def steps():
    """No tool makes these: the formula of delta.recipe.Steps, written a second time."""
    for bits in range(1, 9):
        base = (RNG.standard_normal(24) * 0.05).astype(F32)
        target = (base + RNG.standard_normal(24) * 10.0 ** -bits).astype(F32)
        move = target.astype(np.float64) - base.astype(np.float64)
        largest = max(1, 2 ** (bits - 1) - 1)
        step = step_above(np.cumsum(np.abs(move))[-1] / 24 if bits == 1 else np.abs(move).max() / largest)
        codes = np.where(move < 0, -1, 1) if bits == 1 else np.clip(np.rint(move / np.float64(step)), -largest, largest)
        values = (base.astype(np.float64) + np.float64(step) * codes).astype(F32)
        yield {"bits": bits, "base": hexed(base), "target": hexed(target), "step": hexed(np.array(step)),
               "codes": hexed(codes.astype(np.int8)), "values": hexed(values)}


def main(folder):
    logging.disable()
    np.seterr(all="ignore")
    weights = tensors()
    shapes = ({"tensor": n, "shape": " ".join(map(str, w.shape)), "weights": hexed(w)} for n, w in weights.items())
    write(folder / "tensors.txt", shapes)
    write(folder / "quantised.txt", all_quantised(weights))
    write(folder / "halves.txt", halves(half_weights()))
    write(folder / "biases.txt", biases())
    write(folder / "steps.txt", steps())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
