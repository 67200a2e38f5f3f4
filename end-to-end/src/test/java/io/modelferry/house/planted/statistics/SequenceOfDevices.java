package io.modelferry.house.planted.statistics;

import io.modelferry.protocol.DeviceId;

/** Violates: statistics that know devices. */
final class SequenceOfDevices {

    DeviceId worst(DeviceId one) {
        return one;
    }
}
