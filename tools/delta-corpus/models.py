"""The trained networks, each made once, when first asked for.

Every one has its own seed, so it comes out the same whichever others are made.
"""

import copy
from functools import cache

import torch
from torch import nn
from torch.nn.utils import parametrize, prune

from data import FIELD, LAB, MIRRORED, split_originals
from networks import CLASSES, MobileNetV2, ResNet18, TransformerBlock, ViTTiny
from training import Schedule, fit

SEED = 20260
TRAIN, TEST = split_originals(SEED)

LIGHT = Schedule(steps=30, rate=1e-4, optimiser=torch.optim.SGD)
ADAPTED_BLOCKS = range(6, 12)              # of the transformer's 12
INSERTED_AT = 6
RANK, ALPHA = 8, 16


@cache
def resnet():
    return _from_scratch(ResNet18, Schedule(steps=240, rate=2e-3, warm_up=0.15), seed=SEED + 1)


@cache
def resnet_from_another_seed():
    return _from_scratch(ResNet18, Schedule(steps=240, rate=2e-3, warm_up=0.15), seed=SEED + 2)


@cache
def resnet_adam():
    return _tuned(resnet(), Schedule(steps=200, rate=1e-4, optimiser=torch.optim.Adam, batch=16), seed=SEED + 3)


@cache
def resnet_sgd():
    return _tuned(resnet(), LIGHT, seed=SEED + 4)


@cache
def resnet_sgd_frozen_norms():
    """The same, but only the steps move the weights: batch norms do not go on averaging what they see."""
    model = copy.deepcopy(resnet())
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.requires_grad_(False)
    return _tuned(model, LIGHT, seed=SEED + 4)


@cache
def resnet_head():
    """Only the classifier is trained."""
    return _train_head(copy.deepcopy(resnet()), TRAIN, FIELD, seed=SEED + 5)


@cache
def resnet_classes():
    """The classifier gets rows for four new classes; its old rows start as they were."""
    model = copy.deepcopy(resnet())
    torch.manual_seed(SEED + 6)
    head = nn.Linear(model.head.in_features, CLASSES + len(MIRRORED))
    with torch.no_grad():
        head.weight[:CLASSES], head.bias[:CLASSES] = model.head.weight, model.head.bias
    model.head = head
    return _train_head(model, TRAIN.with_mirrored(), LAB, seed=SEED + 6)


@cache
def resnet_pruned():
    """Half of each convolution's weights, the smallest, become zero; not trained afterwards."""
    model = copy.deepcopy(resnet())
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            prune.l1_unstructured(layer, "weight", amount=0.5)
            prune.remove(layer, "weight")
    return model


@cache
def mobilenet():
    return _from_scratch(MobileNetV2, Schedule(steps=240, rate=2e-3, warm_up=0.15), seed=SEED + 7)


@cache
def mobilenet_adam():
    return _tuned(mobilenet(), Schedule(steps=200, rate=3e-5, optimiser=torch.optim.Adam, batch=16), seed=SEED + 8)


@cache
def vit():
    return _from_scratch(ViTTiny, Schedule(steps=500, rate=7e-4, batch=16, warm_up=0.15), seed=SEED + 9)


@cache
def vit_adam():
    return _tuned(vit(), Schedule(steps=200, rate=1e-4, optimiser=torch.optim.Adam, batch=16), seed=SEED + 10)


@cache
def vit_lora():
    """Adapters beside the attention's weights in half of the blocks, trained and then merged; all else is as it was."""
    model = copy.deepcopy(vit()).requires_grad_(False)
    torch.manual_seed(SEED + 11)
    adapted = [layer for place in ADAPTED_BLOCKS
               for layer in (model.blocks[place].attention.qkv, model.blocks[place].attention.out)]
    for layer in adapted:
        parametrize.register_parametrization(layer, "weight", _Adapter(layer))
    fit(model, TRAIN, FIELD, Schedule(steps=120, rate=1e-3, batch=16), seed=SEED + 11)
    for layer in adapted:
        parametrize.remove_parametrizations(layer, "weight")
    return model


@cache
def vit_deeper():
    """One more block in the middle, trained alone; it starts by passing on what it is given."""
    model = copy.deepcopy(vit()).requires_grad_(False)
    torch.manual_seed(SEED + 12)
    block = TransformerBlock(ViTTiny.WIDTH, ViTTiny.HEADS)
    for last in (block.attention.out, block.down):
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
    model.blocks.insert(INSERTED_AT, block)
    return fit(model, TRAIN, FIELD, Schedule(steps=120, rate=1e-3, batch=16), seed=SEED + 12)


class _Adapter(nn.Module):
    """Hu et al., LoRA, 2021."""

    def __init__(self, layer):
        super().__init__()
        self.down = nn.Parameter(torch.randn(RANK, layer.in_features) * layer.in_features ** -0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, weight):
        return weight + ALPHA / RANK * self.up @ self.down


def _from_scratch(network, schedule, seed):
    torch.manual_seed(seed)
    return fit(network(), TRAIN, LAB, schedule, seed)


def _tuned(model, schedule, seed):
    """A copy, trained on what the other camera sees."""
    return fit(copy.deepcopy(model), TRAIN, FIELD, schedule, seed)


def _train_head(model, originals, camera, seed):
    model.requires_grad_(False)
    model.head.requires_grad_(True)
    return fit(model, originals, camera, Schedule(steps=150, rate=1e-3), seed)
