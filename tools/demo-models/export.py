"""Writes a trained reader as one ONNX file.

The graph is spelled out rather than traced: tensor names are then the same in every version, and
the bytes depend on the weights alone.
"""

import onnx
from onnx import TensorProto, helper

OPSET = 17
IR_VERSION = 8


def write_onnx(model, version, path):
    graph = helper.make_graph(
        _nodes(), "meter-reader",
        inputs=[helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, 16, 16])],
        outputs=[helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10])],
        initializer=[_raw(name, tensor) for name, tensor in model.state_dict().items()])
    proto = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
        producer_name="modelferry-demo-models", model_version=version)
    onnx.checker.check_model(proto, full_check=True)
    path.write_bytes(proto.SerializeToString(deterministic=True))


def _nodes():
    return [
        *_convolution("strokes", "image"),
        *_convolution("shapes", "strokes.pooled"),
        helper.make_node("Flatten", ["shapes.pooled"], ["features"], name="features", axis=1),
        _fully_connected("hidden", "features", "hidden.sum"),
        helper.make_node("Relu", ["hidden.sum"], ["hidden.active"], name="hidden.relu"),
        _fully_connected("digit", "hidden.active", "logits"),
    ]


def _convolution(layer, source):
    return [
        helper.make_node("Conv", [source, f"{layer}.weight", f"{layer}.bias"], [f"{layer}.sum"],
                         name=f"{layer}.conv", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", [f"{layer}.sum"], [f"{layer}.active"], name=f"{layer}.relu"),
        helper.make_node("MaxPool", [f"{layer}.active"], [f"{layer}.pooled"],
                         name=f"{layer}.pool", kernel_shape=[2, 2], strides=[2, 2]),
    ]


def _fully_connected(layer, source, target):
    return helper.make_node("Gemm", [source, f"{layer}.weight", f"{layer}.bias"], [target],
                            name=f"{layer}.gemm", transB=1)


def _raw(name, tensor):
    weights = tensor.detach().contiguous().numpy().astype("<f4")
    return helper.make_tensor(name, TensorProto.FLOAT, weights.shape, weights.tobytes(), raw=True)
