package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.fleet.Devices;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.DeviceId;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Devices that come and go while a rollout runs. Who appears later takes its own place in the queue, as if it had been there when the rollout was
 * drawn: if that place lies in an opened stage it is next, but it takes its turn like all.
 */
@Component
class Guests {

    private static final List<RolloutState> OPEN = Arrays.stream(RolloutState.values())
            .filter(state -> state.active() && state != RolloutState.ROLLING_BACK)
            .toList();

    private final RolloutRows rollouts;
    private final RolloutQueue queue;
    private final Devices devices;
    private final Variants variants;
    private final TargetFilter filters;

    Guests(RolloutRows rollouts, RolloutQueue queue, Devices devices, Variants variants, TargetFilter filters) {
        this.filters = filters;
        this.rollouts = rollouts;
        this.queue = queue;
        this.devices = devices;
        this.variants = variants;
    }

    /** In the transaction that stored the report. */
    @EventListener
    void on(DeviceReported reported) {
        switch (reported.kind()) {
            case ENROLLED -> rollouts.in(OPEN).forEach(rollout -> welcome(rollout, reported.device()));
            case DECOMMISSIONED ->
                rollouts.in(OPEN)
                        .forEach(rollout -> queue.leave(rollout.id(), rollout.salt(), List.of(reported.device())));
            case ONLINE, OFFLINE, RUNNING_CHANGED -> {}
        }
    }

    private void welcome(Rollout rollout, DeviceId id) {
        var first = rollout.plan().stages().getFirst();
        var labIsOpen = first.lab() && rollout.stages().getFirst().openedAt != null;
        devices.find(id)
                .filter(device -> variants.choose(rollout.model(), rollout.version(), device.deviceClass())
                        .isPresent())
                .ifPresent(device -> queue.join(
                        rollout.id(),
                        rollout.model(),
                        rollout.salt(),
                        List.of(device.deviceClass()),
                        filters.compile(rollout.plan().reach().target()),
                        id,
                        labIsOpen));
    }
}
