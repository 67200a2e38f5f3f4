package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices;
import io.modelferry.control.optimisation.Variants;
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

    FleetPicture now() {
        return new FleetPicture(devices.all(), variants);
    }
}
