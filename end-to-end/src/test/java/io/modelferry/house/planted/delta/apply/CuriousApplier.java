package io.modelferry.house.planted.delta.apply;

import io.modelferry.house.planted.delta.generate.Planner;
import io.modelferry.protocol.DeviceId;

/** Violates two walls: apply sees generate, and the delta engine sees the protocol. */
final class CuriousApplier {

    int apply(DeviceId device) {
        return device.value().length() + Planner.plan();
    }
}
