package io.modelferry.simulator.testing;

import static org.awaitility.Awaitility.await;

import io.modelferry.agent.update.Backoff;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import io.modelferry.simulator.device.DownloadTurns;
import io.modelferry.simulator.device.SeenGoals;
import io.modelferry.simulator.device.SharedFs;
import io.modelferry.simulator.device.Surroundings;
import io.modelferry.simulator.device.Surroundings.Bytes;
import io.modelferry.simulator.device.Traffic;
import io.modelferry.simulator.device.Traits;
import io.modelferry.simulator.device.VirtualDevice;
import io.modelferry.simulator.replay.FieldStream;
import io.modelferry.simulator.replay.Recordings;
import io.modelferry.simulator.weather.Climate;
import io.modelferry.simulator.weather.Mishaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.awaitility.core.ThrowingRunnable;

/** A few devices on a moved clock: every look at them moves it a tenth of a second. */
public final class TestFleet {

    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    public final MovedClock clock = new MovedClock();
    public final FakeControlPlane server = new FakeControlPlane(clock);
    public final Surroundings around;
    private final Path data;
    private final List<VirtualDevice> devices = new ArrayList<>();

    public TestFleet(Path data, Climate climate, Bytes bytes) throws Exception {
        this.data = data;
        this.around = new Surroundings(
                clock,
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()),
                new SharedFs(data.resolve("shared")),
                new DownloadTurns(4),
                new Semaphore(2),
                new Traffic(),
                new SeenGoals(clock),
                bytes,
                new Recordings(FieldStream.read(DemoModels.stream())),
                climate,
                new Mishaps(climate, 42),
                new DeviceFacts("simulated", "none", 1, 1, "test", List.of()),
                "test",
                new Backoff.Limits(Duration.ofMillis(100), Duration.ofSeconds(1)),
                Duration.ofSeconds(1),
                20);
    }

    public VirtualDevice device(String id, int site) throws Exception {
        var name = new DeviceId(id);
        var device = new VirtualDevice(
                server.enrol(name),
                folder(id),
                server.line(name),
                () -> {},
                new Traits(site, false, UUID.randomUUID(), id.hashCode()),
                around);
        device.start();
        devices.add(device);
        return device;
    }

    public Path folder(String id) {
        return data.resolve(id);
    }

    /** The process ends and another begins on the same folders. */
    public void forget(VirtualDevice device) {
        device.stop().join();
        devices.remove(device);
    }

    public void until(ThrowingRunnable assertion) {
        await().atMost(ENOUGH).pollInterval(Duration.ofMillis(2)).untilAsserted(() -> {
            beat();
            assertion.run();
        });
    }

    public void untilServing(VirtualDevice device, ArtifactDigest digest) {
        until(() -> {
            if (device.serving().stream()
                    .noneMatch(entry -> entry.getValue().digest().equals(digest))) {
                throw new AssertionError(device.id() + " serves " + device.serving());
            }
        });
    }

    public void beat() {
        clock.move(BEAT);
        devices.forEach(VirtualDevice::tick);
    }
}
