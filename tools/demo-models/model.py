"""The reader: two convolutions to find strokes, two fully connected layers to name the digit."""

from dataclasses import dataclass

import torch
from torch import nn


class MeterReader(nn.Module):
    """FLOAT [batch, 1, 16, 16] to logits FLOAT [batch, 10]; 96 % of the weights sit in `hidden`."""

    def __init__(self):
        super().__init__()
        self.strokes = nn.Conv2d(1, 16, 3, padding=1)
        self.shapes = nn.Conv2d(16, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 4 * 4, 512)
        self.digit = nn.Linear(512, 10)

    def forward(self, image):
        seen = torch.max_pool2d(torch.relu(self.strokes(image)), 2)
        seen = torch.max_pool2d(torch.relu(self.shapes(seen)), 2)
        return self.digit(torch.relu(self.hidden(seen.flatten(1))))


@dataclass(frozen=True)
class Schedule:
    epochs: int
    learning_rate: float
    weight_decay: float = 0.01             # decoupled: it also moves weights whose gradient is zero
    batch: int = 64


def fit(model, images, labels, schedule, seed):
    """Trains in place. The rate falls to zero along a half cosine; the seed orders the batches."""
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    shuffler = torch.Generator().manual_seed(seed)
    steps = schedule.epochs * -(-len(labels) // schedule.batch)
    optimiser = torch.optim.AdamW(model.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay)
    cooling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    model.train()
    for _ in range(schedule.epochs):
        for chosen in torch.randperm(len(labels), generator=shuffler).split(schedule.batch):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(images[chosen]), labels[chosen]).backward()
            optimiser.step()
            cooling.step()
    return model.eval()
