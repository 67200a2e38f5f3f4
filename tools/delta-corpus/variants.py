"""Other forms of an exported model. None of these functions changes its argument."""

import copy
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel

from export import renamed

CALIBRATION_BATCH = 32


def to_fp16(proto):
    result = convert_float_to_float16(copy.deepcopy(proto), keep_io_types=True)
    OnnxModel.graph_topological_sort(result.graph)     # the converter appends the casts of inputs
    return result


def to_bf16(proto):
    """Weights in bfloat16, rounded to the nearest, ties to even; a Cast in front of each restores float32."""
    result = copy.deepcopy(proto)
    casts, renames = [], {}
    for tensor in result.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            renames[tensor.name] = tensor.name + ".float"
            casts.append(helper.make_node("Cast", [tensor.name], [tensor.name + ".float"],
                                          name=tensor.name + ".cast", to=TensorProto.FLOAT))
            bits = numpy_helper.to_array(tensor).view(np.uint32)
            rounded = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2")
            tensor.CopyFrom(helper.make_tensor(tensor.name, TensorProto.BFLOAT16, tensor.dims, rounded.tobytes(), raw=True))
    for node in result.graph.node:
        node.input[:] = [renames.get(name, name) for name in node.input]
    nodes = [*casts, *result.graph.node]
    del result.graph.node[:]
    result.graph.node.extend(nodes)
    return result


def to_int8_dynamic(proto):
    return _through_files(proto, lambda source, target: quantize_dynamic(
        source, target, op_types_to_quantize=["MatMul", "Gemm"], weight_type=QuantType.QInt8))


def to_int8_static(proto, pictures):
    """Quantise and dequantise nodes; one scale per output channel; activations calibrated on the pictures."""
    return _through_files(proto, lambda source, target: quantize_static(
        source, target, _Pictures(pictures), quant_format=QuantFormat.QDQ, per_channel=True,
        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8))


class _Pictures(CalibrationDataReader):
    def __init__(self, pictures):
        self.batches = iter([pictures[start:start + CALIBRATION_BATCH]
                             for start in range(0, len(pictures), CALIBRATION_BATCH)])

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"image": batch}


def _through_files(proto, convert):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.onnx"), Path(folder, "target.onnx")
        onnx.save(proto, source)
        convert(source, target)
        return onnx.load(target)


def renamed_by_number(proto):
    """Weights under the names that PyTorch's exporter gives when it folds batch norms itself: onnx::Conv_193, 194, 196."""
    convolutions = [node for node in proto.graph.node if node.op_type == "Conv"]
    first = 193
    renames = {name: f"onnx::Conv_{first + 3 * place + part}"
               for place, node in enumerate(convolutions) for part, name in enumerate(node.input[1:])}
    return renamed(copy.deepcopy(proto), renames)


def with_softmax(proto):
    """Weights as they are; every node has another name, and a Softmax follows the last."""
    result = copy.deepcopy(proto)
    for place, node in enumerate(result.graph.node):
        node.name = f"{node.op_type.lower()}_{place}"
    result.graph.node.append(helper.make_node("Softmax", ["logits"], ["probabilities"], name="softmax", axis=1))
    result.graph.output[0].name = "probabilities"
    return result
