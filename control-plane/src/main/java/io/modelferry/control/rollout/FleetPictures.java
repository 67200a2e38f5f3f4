package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.DeviceId;
import java.util.Collection;
import java.util.List;
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

    /** Those of them who are not changing stay as they are until the transaction ends. @return who does, in the same order */
    List<DeviceId> hold(List<DeviceId> ids) {
        var held = devices.hold(ids);
        return ids.stream().filter(held::contains).toList();
    }
}
