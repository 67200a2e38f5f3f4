"""The training loop, and which schedule is meant by what name."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from data import photograph


@dataclass(frozen=True)
class Schedule:
    steps: int
    rate: float
    optimiser: type = torch.optim.AdamW
    batch: int = 32
    warm_up: float = 0.0                   # share of the steps in which the rate rises from zero


def fit(model, originals, camera, schedule, seed):
    """Trains, in place, what requires a gradient; the rest stays as it is, bit for bit.

    Each picture is seen once. The rate falls along a half cosine.
    """
    images, labels = photograph(originals, camera, schedule.steps * schedule.batch, np.random.default_rng(seed))
    torch.manual_seed(seed)
    optimiser = schedule.optimiser([weight for weight in model.parameters() if weight.requires_grad], lr=schedule.rate)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace((step + 1) / schedule.steps, schedule.warm_up))
    _prepare(model)
    for seen, meant in zip(torch.from_numpy(images).split(schedule.batch), torch.from_numpy(labels).split(schedule.batch)):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(seen), meant).backward()
        optimiser.step()
        pace.step()
    return model.eval()


def _prepare(model):
    """To training mode, but for frozen batch norms: those would go on averaging what they see."""
    model.train()
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d) and not layer.weight.requires_grad:
            layer.eval()


def _pace(done, warm_up):
    if done < warm_up:
        return done / warm_up
    return 0.5 * (1 + np.cos(np.pi * min(1.0, (done - warm_up) / (1 - warm_up))))
