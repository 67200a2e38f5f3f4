"""Three standard networks for 32x32 grey pictures: ResNet-18, MobileNetV2, ViT-Tiny.

FLOAT [batch, 1, 32, 32] to logits FLOAT [batch, classes]. Each has its classifier in `head`.
"""

import torch
from torch import nn

CLASSES = 10


class ResNet18(nn.Module):
    """He et al., 2015, at half the width; the stem strides once instead of twice."""

    def __init__(self, width=32):
        super().__init__()
        self.stem = _ConvNorm(1, width, 3, stride=2)
        self.blocks = nn.Sequential(
            _Residual(width, width, 1), _Residual(width, width, 1),
            _Residual(width, 2 * width, 2), _Residual(2 * width, 2 * width, 1),
            _Residual(2 * width, 4 * width, 2), _Residual(4 * width, 4 * width, 1),
            _Residual(4 * width, 8 * width, 2), _Residual(8 * width, 8 * width, 1))
        self.head = nn.Linear(8 * width, CLASSES)

    def forward(self, image):
        return self.head(_pooled(self.blocks(torch.relu(self.stem(image)))))


class MobileNetV2(nn.Module):
    """Sandler et al., 2018, at width 1; the second stage does not stride."""

    STAGES = [(1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]

    def __init__(self):
        super().__init__()
        self.stem = _ConvNorm(1, 32, 3, stride=2)
        blocks, inputs = [], 32
        for expansion, outputs, repeats, stride in self.STAGES:
            for repeat in range(repeats):
                blocks.append(_InvertedResidual(inputs, outputs, expansion, stride if repeat == 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.last = _ConvNorm(inputs, 1280, 1)
        self.head = nn.Linear(1280, CLASSES)

    def forward(self, image):
        seen = self.blocks(nn.functional.relu6(self.stem(image)))
        return self.head(_pooled(nn.functional.relu6(self.last(seen))))


class ViTTiny(nn.Module):
    """Dosovitskiy et al., 2020, with DeiT-Tiny's sizes, 16 patches of 8x8.

    So that it learns from few pictures, convolutions look at the patches first (Xiao et al., 2021), places start as
    waves, and the mean of all patches is classified (Beyer et al., 2022).
    """

    WIDTH, HEADS, PATCHES = 192, 3, 4      # patches per side

    def __init__(self, depth=12):
        super().__init__()
        self.stem = nn.Sequential(_ConvNorm(1, 24, 3, stride=2), nn.ReLU(), _ConvNorm(24, 48, 3, stride=2), nn.ReLU(),
                                  _ConvNorm(48, 96, 3, stride=2), nn.ReLU(), nn.Conv2d(96, self.WIDTH, 1))
        self.places = nn.Parameter(0.2 * _waves(self.PATCHES, self.WIDTH))
        self.blocks = nn.Sequential(*(TransformerBlock(self.WIDTH, self.HEADS) for _ in range(depth)))
        self.norm = nn.LayerNorm(self.WIDTH)
        self.head = nn.Linear(self.WIDTH, CLASSES)
        self.apply(_small)

    def forward(self, image):
        seen = self.stem(image).flatten(2).transpose(1, 2) + self.places
        return self.head(self.norm(self.blocks(seen)).mean(dim=1))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = _Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, seen):
        seen = seen + self.attention(self.norm1(seen))
        return seen + self.down(nn.functional.gelu(self.up(self.norm2(seen))))


class _Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.depth = heads, width // heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, seen):
        tokens = seen.shape[1]
        parts = self.qkv(seen).reshape(-1, tokens, 3, self.heads, self.depth).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        weights = torch.softmax(query @ key.transpose(2, 3) * self.depth ** -0.5, dim=-1)
        return self.out((weights @ value).transpose(1, 2).reshape(-1, tokens, self.heads * self.depth))


class _Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = _ConvNorm(inputs, outputs, 3, stride)
        self.second = _ConvNorm(outputs, outputs, 3)
        self.shortcut = nn.Identity() if inputs == outputs else _ConvNorm(inputs, outputs, 1, stride)

    def forward(self, seen):
        return torch.relu(self.second(torch.relu(self.first(seen))) + self.shortcut(seen))


class _InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride):
        super().__init__()
        inner = inputs * expansion
        self.expand = _ConvNorm(inputs, inner, 1) if expansion > 1 else None
        self.depthwise = _ConvNorm(inner, inner, 3, stride, groups=inner)
        self.project = _ConvNorm(inner, outputs, 1)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, seen):
        inner = nn.functional.relu6(self.expand(seen)) if self.expand is not None else seen
        result = self.project(nn.functional.relu6(self.depthwise(inner)))
        return seen + result if self.adds else result


class _ConvNorm(nn.Sequential):
    """A convolution and the batch norm that an export folds into it."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)


def _small(layer):
    if isinstance(layer, nn.Linear):
        nn.init.trunc_normal_(layer.weight, std=0.02)
        nn.init.zeros_(layer.bias)


def _waves(side, width):
    """Where a patch lies, as sines and cosines of its row and its column: [1, side * side, width]."""
    rates = 1 / 100 ** (torch.arange(width // 4) / (width // 4))
    place = torch.arange(side)[:, None] * rates
    waves = torch.cat([place.sin(), place.cos()], dim=1)
    rows, columns = waves[:, None].expand(-1, side, -1), waves[None].expand(side, -1, -1)
    return torch.cat([rows, columns], dim=2).reshape(1, side * side, width)


def _pooled(seen):
    return nn.functional.adaptive_avg_pool2d(seen, 1).flatten(1)
