"""The pairs, in the order in which they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from onnx import ModelProto

import models
import variants
from data import FIELD, LAB, photograph
from export import exported

CALIBRATION_PICTURES = 256


@dataclass(frozen=True)
class Pair:
    name: str
    kind: str
    moved: bool                            # the sides have one lineage, and nearly all weights move
    about: str
    old: Callable[[], ModelProto]
    new: Callable[[], ModelProto]


@cache
def fp32(model):
    """`model` is a function of models.py."""
    return exported(model())


@cache
def int8_static(model, camera):
    pictures, _ = photograph(models.TRAIN, camera, CALIBRATION_PICTURES, np.random.default_rng(models.SEED))
    return variants.to_int8_static(fp32(model), pictures)


def trained(name, kind, moved, about, old, new):
    return Pair(name, kind, moved, about, lambda: fp32(old), lambda: fp32(new))


def converted(name, kind, about, convert, old, new):
    """Both sides in another form."""
    return Pair(name, kind, True, about, lambda: convert(fp32(old)), lambda: convert(fp32(new)))


PAIRS = [
    trained("resnet18-adam", "fp32 fine-tuned (Adam)", True,
            "ResNet-18 at half width, fine-tuned on the field with Adam at 1e-4",
            models.resnet, models.resnet_adam),
    trained("vit-adam", "fp32 fine-tuned (Adam)", True,
            "ViT-Tiny, fine-tuned on the field with Adam at 1e-4",
            models.vit, models.vit_adam),
    Pair("vit-to-int8", "derived", False, "ViT-Tiny, and the same in dynamic int8",
         lambda: fp32(models.vit), lambda: variants.to_int8_dynamic(fp32(models.vit))),
    Pair("vit-to-fp16", "derived", False, "ViT-Tiny, and the same in fp16",
         lambda: fp32(models.vit), lambda: variants.to_fp16(fp32(models.vit))),
    Pair("resnet18-to-int8-static", "derived", False, "ResNet-18, and the same in static int8, one scale per channel",
         lambda: fp32(models.resnet), lambda: int8_static(models.resnet, LAB)),
    Pair("vit-to-next-int8", "derived", False, "ViT-Tiny, and the fine-tuned one in dynamic int8",
         lambda: fp32(models.vit), lambda: variants.to_int8_dynamic(fp32(models.vit_adam))),
    converted("vit-fp16", "fp16 fine-tuned", "vit-adam, both sides in fp16",
              variants.to_fp16, models.vit, models.vit_adam),
    converted("vit-bf16", "bf16 fine-tuned", "vit-adam, both sides with weights in bf16",
              variants.to_bf16, models.vit, models.vit_adam),
    converted("vit-int8-dynamic", "int8 dynamic per tensor", "vit-adam, both sides in dynamic int8",
              variants.to_int8_dynamic, models.vit, models.vit_adam),
    Pair("resnet18-int8-static", "int8 static QDQ per channel", True,
         "resnet18-adam, both sides in static int8, each calibrated on its own camera",
         lambda: int8_static(models.resnet, LAB), lambda: int8_static(models.resnet_adam, FIELD)),
    Pair("resnet18-renamed", "renamed", True, "resnet18-adam, the new side's weights under an exporter's numbers",
         lambda: fp32(models.resnet), lambda: variants.renamed_by_number(fp32(models.resnet_adam))),
    trained("resnet18-sgd", "fp32 light fine-tune (SGD)", True,
            "ResNet-18, 30 steps on the field with SGD at 1e-4",
            models.resnet, models.resnet_sgd),
    trained("resnet18-sgd-frozen-norms", "fp32 light fine-tune (SGD), norms frozen", True,
            "resnet18-sgd, but the batch norms stay as they were",
            models.resnet, models.resnet_sgd_frozen_norms),
    trained("resnet18-head", "last layer only", False, "ResNet-18, only the classifier trained on the field",
            models.resnet, models.resnet_head),
    trained("resnet18-classes", "classes added", False,
            "ResNet-18, the classifier grown from 10 to 14 classes, only it trained",
            models.resnet, models.resnet_classes),
    trained("resnet18-pruned", "pruned 50 %", False, "ResNet-18, the smaller half of each convolution's weights set to zero",
            models.resnet, models.resnet_pruned),
    trained("mobilenetv2-adam", "fp32 fine-tuned (Adam)", True,
            "MobileNetV2, fine-tuned on the field with Adam at 3e-5",
            models.mobilenet, models.mobilenet_adam),
    Pair("mobilenet-graph", "graph edit", False, "MobileNetV2, weights as they were, nodes renamed and a Softmax added",
         lambda: fp32(models.mobilenet), lambda: variants.with_softmax(fp32(models.mobilenet))),
    trained("vit-lora", "LoRA merged", False, "ViT-Tiny, adapters of rank 8 on the attention of 6 of 12 blocks, merged",
            models.vit, models.vit_lora),
    trained("vit-deeper", "layer inserted", False, "ViT-Tiny, a 13th block in the middle, only it trained",
            models.vit, models.vit_deeper),
    trained("resnet18-scratch", "retrained from scratch", False, "ResNet-18, trained again from another seed",
            models.resnet, models.resnet_from_another_seed),
]
