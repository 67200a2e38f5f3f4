package io.modelferry.control.telemetry;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.fleet.Devices;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.protocol.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The place of every device that sends windows, asked of the fleet once: a device keeps its site and class for life. */
@Component
class Places {

    private final Function<DeviceId, Optional<Place>> fleet;
    private final Map<DeviceId, Place> known = new ConcurrentHashMap<>();

    @Autowired
    Places(Devices devices) {
        this((DeviceId id) -> devices.find(id).map(Places::of));
    }

    Places(Function<DeviceId, Optional<Place>> fleet) {
        this.fleet = fleet;
    }

    /** A device that nobody knows is asked for again the next time. */
    Place of(DeviceId device) {
        var place = known.get(device);
        if (place != null) {
            return place;
        }
        var asked = fleet.apply(device);
        asked.ifPresent(found -> known.put(device, found));
        return asked.orElse(Place.UNKNOWN);
    }

    @EventListener
    void on(DeviceReported reported) {
        if (reported.kind() == DeviceReported.Kind.DECOMMISSIONED) {
            known.remove(reported.device());
        }
    }

    private static Place of(DeviceView device) {
        return new Place(device.site(), device.deviceClass());
    }
}
