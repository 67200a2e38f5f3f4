"""What ONNX Runtime's own tools make of a model: the other side of `ferry bench optimize`.

    python tools/optimize-corpus/reference.py dynamic|static|fp16 MODEL OUT [CALIBRATION.npz]
"""

import logging
import sys

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel


class Cases(CalibrationDataReader):
    def __init__(self, path):
        arrays = {name: array for name, array in np.load(path).items() if name != "labels"}
        count = len(next(iter(arrays.values())))
        self.cases = iter([{name: array[i:i + 1] for name, array in arrays.items()} for i in range(count)])

    def get_next(self):
        return next(self.cases, None)


def half(source, target):
    made = convert_float_to_float16(onnx.load(source), keep_io_types=True)
    OnnxModel.graph_topological_sort(made.graph)       # the converter appends the casts of inputs
    onnx.save(made, target)


def main(technique, source, target, calibration=None):
    logging.disable()
    match technique:
        case "dynamic":
            quantize_dynamic(source, target, weight_type=QuantType.QInt8)
        case "static":
            quantize_static(source, target, Cases(calibration), quant_format=QuantFormat.QDQ,
                            activation_type=QuantType.QInt8, weight_type=QuantType.QInt8)
        case "fp16":
            half(source, target)
        case _:
            raise SystemExit(f"unknown technique {technique}")


if __name__ == "__main__":
    main(*sys.argv[1:])
