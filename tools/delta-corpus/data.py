"""The pictures: handwritten digits, enlarged to 32x32, as two cameras see them.

Every original belongs to one split, so no picture of a training original is ever measured.
A picture is float32 [1, 32, 32] in [0, 1].
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from sklearn.datasets import load_digits

SIDE = 32
TRAINING_ORIGINALS = 1397
MIRRORED = (2, 4, 5, 7)                    # seen in a mirror, these four are the classes 10 to 13


@dataclass(frozen=True)
class Camera:
    """Ranges are uniform (low, high); tilt and shift lie within plus or minus."""

    tilt_degrees: float
    shift_pixels: float
    zoom: tuple[float, float]
    blur_sigma: tuple[float, float]
    light: tuple[float, float]
    haze: tuple[float, float]              # veil that lifts black and narrows contrast
    noise_sigma: tuple[float, float]


LAB = Camera(tilt_degrees=8, shift_pixels=2, zoom=(0.9, 1.1), blur_sigma=(0.0, 0.6),
             light=(0.8, 1.0), haze=(0.0, 0.05), noise_sigma=(0.0, 0.04))
FIELD = Camera(tilt_degrees=16, shift_pixels=3, zoom=(0.8, 1.1), blur_sigma=(0.5, 1.4),
               light=(0.3, 0.9), haze=(0.05, 0.35), noise_sigma=(0.03, 0.1))


@dataclass(frozen=True)
class Originals:
    """Digits before any camera saw them: images float64 [n, 32, 32], labels int64 [n]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)

    def with_mirrored(self):
        seen = [np.flatnonzero(self.labels == digit) for digit in MIRRORED]
        labels = np.repeat(np.arange(10, 10 + len(MIRRORED)), [len(part) for part in seen])
        return Originals(np.concatenate([self.images, self.images[np.concatenate(seen), :, ::-1]]),
                         np.concatenate([self.labels, labels]))


def split_originals(seed):
    """Returns (train, test); disjoint, each shuffled."""
    digits = load_digits()
    images = np.stack([ndimage.zoom(image / 16, SIDE // 8, order=1, mode="nearest", grid_mode=True)
                       for image in digits.images])
    order = np.random.default_rng(seed).permutation(len(images))
    return tuple(Originals(images[part], digits.target[part].astype(np.int64))
                 for part in np.split(order, [TRAINING_ORIGINALS]))


def photograph(originals, camera, count, rng):
    """Takes `count` pictures, pass after pass over the shuffled originals: (images [n, 1, 32, 32], labels [n])."""
    passes = -(-count // len(originals))
    chosen = np.concatenate([rng.permutation(len(originals)) for _ in range(passes)])[:count]
    images = np.stack([_expose(originals.images[index], camera, rng) for index in chosen])
    return images[:, np.newaxis], originals.labels[chosen]


def _expose(digit, camera, rng):
    angle = np.deg2rad(rng.uniform(-camera.tilt_degrees, camera.tilt_degrees))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / rng.uniform(*camera.zoom)
    shift = rng.uniform(-camera.shift_pixels, camera.shift_pixels, size=2)
    centre = np.full(2, (SIDE - 1) / 2)
    picture = ndimage.affine_transform(digit, turn, centre - turn @ (centre + shift), order=1)
    picture = ndimage.gaussian_filter(picture, rng.uniform(*camera.blur_sigma))
    haze = rng.uniform(*camera.haze)
    picture = rng.uniform(*camera.light) * (haze + (1 - haze) * picture)
    picture = picture + rng.normal(0, rng.uniform(*camera.noise_sigma), picture.shape)
    return np.clip(picture, 0, 1).astype(np.float32)
