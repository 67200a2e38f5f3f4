"""The pictures: handwritten digits, seen by a meter camera under named conditions.

Every original digit belongs to exactly one split, so no picture of a training original is ever
measured. A picture is float32 [1, 16, 16] in [0, 1], bright strokes on a dark face.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from sklearn.datasets import load_digits

SIDE = 16
ACCEPTANCE_ORIGINALS = 256
FIELD_ORIGINALS = 500


@dataclass(frozen=True)
class Conditions:
    """What may happen to a picture. Ranges are uniform (low, high); chances are per picture."""

    tilt_degrees: float = 0.0              # rotation within plus or minus this
    shift_pixels: float = 0.0              # displacement within plus or minus this, each axis
    zoom: tuple[float, float] = (1.0, 1.0)
    blur_sigma: tuple[float, float] = (0.0, 0.0)
    light: tuple[float, float] = (1.0, 1.0)    # gain on the whole picture
    haze: tuple[float, float] = (0.0, 0.0)     # veil that lifts black and narrows contrast
    glare_chance: float = 0.0              # a bright reflection that saturates the sensor
    dirt_chance: float = 0.0               # up to three opaque specks, or a scratch
    noise_sigma: tuple[float, float] = (0.0, 0.0)


STUDIO = Conditions()

LIGHT_WEAR = Conditions(
    tilt_degrees=6, shift_pixels=0.8, zoom=(0.95, 1.05), blur_sigma=(0.0, 0.5),
    light=(0.7, 1.0), haze=(0.0, 0.05), noise_sigma=(0.0, 0.05))

CELLAR = Conditions(
    tilt_degrees=9, shift_pixels=1.2, zoom=(0.9, 1.06), blur_sigma=(0.1, 0.6),
    light=(0.3, 0.8), haze=(0.0, 0.12), glare_chance=0.06, dirt_chance=0.2, noise_sigma=(0.015, 0.05))

OUTDOOR_BOX = Conditions(
    tilt_degrees=11, shift_pixels=1.2, zoom=(0.9, 1.1), blur_sigma=(0.2, 0.8),
    light=(0.5, 1.0), haze=(0.05, 0.25), glare_chance=0.2, dirt_chance=0.08, noise_sigma=(0.01, 0.04))

SITES = (CELLAR, OUTDOOR_BOX)              # the index is the site number in field-stream.npz


@dataclass(frozen=True)
class Originals:
    """Digits before any camera saw them: images float32 [n, 16, 16], labels int64 [n]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)


def split_originals(seed):
    """Returns (train, acceptance, field); disjoint, each shuffled."""
    digits = load_digits()
    faces = np.stack([_on_the_meter_face(image / 16.0) for image in digits.images]).astype(np.float32)
    order = np.random.default_rng(seed).permutation(len(faces))
    cuts = [ACCEPTANCE_ORIGINALS, ACCEPTANCE_ORIGINALS + FIELD_ORIGINALS]
    acceptance, field, train = (Originals(faces[part], digits.target[part].astype(np.int64))
                                for part in np.split(order, cuts))
    return train, acceptance, field


def photograph(originals, conditions, copies, rng):
    """Takes `copies` pictures of each original; returns (images [n, 1, 16, 16], labels [n])."""
    images = [_expose(face, conditions, rng) for _ in range(copies) for face in originals.images]
    return np.stack(images)[:, np.newaxis], np.tile(originals.labels, copies)


def _on_the_meter_face(digit):
    """8x8 to 14x14, bilinear, centred in the 16x16 frame: room to tilt without losing strokes."""
    enlarged = ndimage.zoom(digit, 1.75, order=1, mode="nearest", grid_mode=True)
    return np.pad(enlarged, 1)


def _expose(face, conditions, rng):
    """In the order light travels: mounting, dirt on the glass, lens, illumination, sensor."""
    picture = _mount(face, conditions, rng)
    if rng.random() < conditions.dirt_chance:
        picture = _soil(picture, rng)
    picture = ndimage.gaussian_filter(picture, rng.uniform(*conditions.blur_sigma))
    haze = rng.uniform(*conditions.haze)
    picture = rng.uniform(*conditions.light) * (haze + (1 - haze) * picture)
    if rng.random() < conditions.glare_chance:
        picture = picture + _reflection(rng)
    picture = picture + rng.normal(0, rng.uniform(*conditions.noise_sigma), picture.shape)
    return np.clip(picture, 0, 1).astype(np.float32)


def _mount(face, conditions, rng):
    angle = np.deg2rad(rng.uniform(-conditions.tilt_degrees, conditions.tilt_degrees))
    shift = rng.uniform(-conditions.shift_pixels, conditions.shift_pixels, size=2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn / rng.uniform(*conditions.zoom)
    centre = np.full(2, (SIDE - 1) / 2)
    return ndimage.affine_transform(face, matrix, centre - matrix @ (centre + shift), order=1)


def _soil(picture, rng):
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    soiled = picture.copy()
    if rng.random() < 0.3:                 # a scratch: one line, a pixel and a half wide
        angle, offset = rng.uniform(0, np.pi), rng.uniform(-4, 4)
        distance = (rows - SIDE / 2) * np.cos(angle) + (columns - SIDE / 2) * np.sin(angle) - offset
        soiled[np.abs(distance) < 0.75] *= 0.3
        return soiled
    for _ in range(rng.integers(1, 4)):
        row, column = rng.uniform(2, SIDE - 2, size=2)
        soiled[np.hypot(rows - row, columns - column) < rng.uniform(0.8, 2.0)] *= 0.15
    return soiled


def _reflection(rng):
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    row, column = rng.uniform(0, SIDE, size=2)
    spread = rng.uniform(1.2, 3.0, size=2)
    return rng.uniform(0.4, 1.0) * np.exp(-((rows - row) / spread[0]) ** 2 - ((columns - column) / spread[1]) ** 2)
