package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import java.util.List;

/**
 * What is said of devices is another thing than before: what operators own of them, what holds them back, or what their agents found on the
 * machine. Published in the transaction that stored it.
 */
public record DevicesRedescribed(List<DeviceId> devices) {

    public DevicesRedescribed {
        devices = List.copyOf(devices);
    }
}
