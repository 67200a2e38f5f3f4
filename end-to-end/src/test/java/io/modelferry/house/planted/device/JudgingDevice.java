package io.modelferry.house.planted.device;

import io.modelferry.statistics.RatioMismatch;

/** Violates: a device judges its own fleet. */
final class JudgingDevice {

    boolean judges(RatioMismatch mismatch) {
        return mismatch.found();
    }
}
