"""Writes a trained network as one ONNX file, batch norms folded, as for inference."""

import copy
import io

import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

OPSET = 17


def exported(model):
    """The ONNX model; its initializers have the names of the network's weights."""
    picture, file = torch.zeros(1, 1, 32, 32), io.BytesIO()
    torch.onnx.export(folded(model), (picture,), file, opset_version=OPSET, dynamo=False,
                      input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})
    return named_by_place(onnx.load_from_string(file.getvalue()))


def folded(model):
    model = copy.deepcopy(model).eval()
    for part in list(model.modules()):
        if isinstance(getattr(part, "norm", None), nn.BatchNorm2d):
            part.conv, part.norm = fuse_conv_bn_eval(part.conv, part.norm), nn.Identity()
    return model


def named_by_place(proto):
    """The exporter numbers a weight that it transposes, onnx::MatMul_812; gives it the name of its layer instead."""
    renames = {weight: _layer(node.name) + ".weight"
               for node in proto.graph.node if node.op_type == "MatMul"
               for weight in node.input if weight.startswith("onnx::MatMul_")}
    return renamed(proto, renames)


def _layer(node):
    """/blocks/blocks.0/attention/qkv/MatMul to blocks.0.attention.qkv."""
    places = node.strip("/").split("/")[:-1]
    return ".".join(place for place, inner in zip(places, [*places[1:], ""]) if not inner.startswith(place + "."))


def renamed(proto, renames):
    """Changes the names of initializers."""
    for tensor in proto.graph.initializer:
        tensor.name = renames.get(tensor.name, tensor.name)
    for node in proto.graph.node:
        node.input[:] = [renames.get(name, name) for name in node.input]
    return proto


def write(proto, path):
    onnx.checker.check_model(proto, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(proto.SerializeToString(deterministic=True))
