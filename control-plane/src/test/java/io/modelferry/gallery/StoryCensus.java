package io.modelferry.gallery;

import io.modelferry.control.fleet.Devices;
import io.modelferry.control.fleet.FleetCensus;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The invented devices, counted one by one. */
@Component
class StoryCensus implements FleetCensus {

    private final Devices devices;

    StoryCensus(Devices devices) {
        this.devices = devices;
    }

    @Override
    public List<Presence> presence() {
        return devices.page(null, Integer.MAX_VALUE, "").stream()
                .collect(Collectors.groupingBy(
                        device -> new Presence(device.site(), device.deviceClass(), device.online(), 1),
                        Collectors.counting()))
                .entrySet()
                .stream()
                .map(group -> new Presence(
                        group.getKey().site(),
                        group.getKey().deviceClass(),
                        group.getKey().online(),
                        group.getValue()))
                .toList();
    }

    @Override
    public List<Running> running() {
        return devices.page(null, Integer.MAX_VALUE, "").stream()
                .flatMap(device -> device.running().entrySet().stream())
                .map(slot -> new Running(slot.getKey(), slot.getValue(), 1))
                .collect(Collectors.groupingBy(one -> one, Collectors.counting()))
                .entrySet()
                .stream()
                .map(group -> new Running(group.getKey().model(), group.getKey().digest(), group.getValue()))
                .toList();
    }
}
