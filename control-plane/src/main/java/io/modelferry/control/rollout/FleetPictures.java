package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.DeviceId;
import java.util.Collection;
import org.springframework.stereotype.Component;

/** Takes pictures of the fleet. */
@Component
class FleetPictures {

    private final Devices devices;
    private final Variants variants;

    FleetPictures(Devices devices, Variants variants) {
        this.devices = devices;
        this.variants = variants;
    }

    /** Of these devices alone. */
    FleetPicture of(Collection<DeviceId> ids) {
        return new FleetPicture(devices.of(ids), variants);
    }

    FleetPicture now() {
        return new FleetPicture(devices.all(), variants);
    }
}
