package io.modelferry.control.incident;

import io.modelferry.control.rollout.RolloutDevice;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.UpdateHistory;
import io.modelferry.control.rollout.UpdateHistory.ToldStep;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every device of a rollout, a page at a time: the fleet never stands in memory. */
@Component
class DeviceParts {

    /** Devices whose own words are looked up. */
    static final int WITH_LOGS = 2000;

    private static final int PAGE = 200;
    private static final int STEPS = 50;

    private final Rollouts rollouts;
    private final UpdateHistory history;

    DeviceParts(Rollouts rollouts, UpdateHistory history) {
        this.rollouts = rollouts;
        this.history = history;
    }

    /** @param failures what the device reported about this version when it failed, newest first; empty if it did not */
    record DeviceLine(RolloutDevice device, List<ToldStep> failures) {}

    /** Hears of every device, by id. */
    interface Visit {
        void device(RolloutDevice device) throws IOException;
    }

    void write(RolloutView rollout, Parts parts) throws IOException {
        parts.part("devices.json", out -> json(rollout.id(), parts, out));
        parts.part("devices.csv", out -> csv(rollout.id(), out));
    }

    private void json(RolloutId rollout, Parts parts, OutputStream out) throws IOException {
        out.write('[');
        var written = new int[] {0, 0};
        each(rollout, device -> {
            out.write((written[0]++ == 0 ? "\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
            var asks = device.failure() != null && written[1]++ < WITH_LOGS;
            out.write(parts.line(new DeviceLine(device, asks ? failures(device) : List.of())));
        });
        out.write("\n]\n".getBytes(StandardCharsets.US_ASCII));
    }

    private List<ToldStep> failures(RolloutDevice device) {
        return history.of(device.device(), STEPS).stream()
                .filter(step -> step.failure() != null && step.digest().equals(device.digest()))
                .toList();
    }

    private void csv(RolloutId rollout, OutputStream out) throws IOException {
        out.write(line(
                "device",
                "stage",
                "state",
                "online",
                "attempt",
                "failure",
                "detail",
                "digest",
                "previous_digest",
                "running",
                "delta_bytes",
                "full_bytes",
                "fallback",
                "updated_at"));
        each(
                rollout,
                device -> out.write(line(
                        device.device(),
                        device.stage(),
                        device.state(),
                        device.online(),
                        device.attempt(),
                        device.failure(),
                        device.detail(),
                        device.digest().hex(),
                        device.previousDigest() == null
                                ? null
                                : device.previousDigest().hex(),
                        device.running() == null ? null : device.running().hex(),
                        device.deltaBytes(),
                        device.fullBytes(),
                        device.fallback(),
                        device.updatedAt())));
    }

    private void each(RolloutId rollout, Visit visit) throws IOException {
        var after = "";
        List<RolloutDevice> page;
        do {
            page = rollouts.devices(rollout, after, PAGE);
            for (var device : page) {
                visit.device(device);
                after = device.device().value();
            }
        } while (page.size() == PAGE);
    }

    private static byte[] line(@Nullable Object... cells) {
        return Csv.line(cells).getBytes(StandardCharsets.UTF_8);
    }
}
