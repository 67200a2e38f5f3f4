package io.modelferry.simulator.fleet;

import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.Ticks;
import io.modelferry.simulator.device.Surroundings;
import io.modelferry.simulator.device.VirtualDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All devices and the one beat they live by. */
public final class VirtualFleet {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualFleet.class);
    private static final Duration BEAT = Duration.ofMillis(200);
    private static final int BRIEF = 12;

    /** Enrolments at once: a server under a thousand of them answers none in time. */
    private static final int JOINING = 8;

    private final FleetPlan plan;
    private final Surroundings around;
    private final Newcomer.Birth birth;
    private final List<Newcomer> waiting = new CopyOnWriteArrayList<>();
    private final List<VirtualDevice> devices = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> shutOut = new CompletableFuture<>();
    private final Semaphore door = new Semaphore(JOINING);
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet-beat").factory());

    public VirtualFleet(FleetPlan plan, Surroundings around, DeviceBirth birth) {
        this.plan = plan;
        this.around = around;
        this.birth = index -> birth.of(plan.id(index), plan.site(index), index);
    }

    public void start() {
        var now = around.clock().instant();
        var random = new SplittableRandom(plan.seed());
        var newcomers = new ArrayList<Newcomer>();
        for (var index = 0; index < plan.devices(); index++) {
            newcomers.add(new Newcomer(
                    index,
                    now.plus(plan.joinsAfter(index)),
                    new Backoff(around.retry(), random.split(), Ticks.of(around.clock()))));
        }
        waiting.addAll(newcomers);
        heart.scheduleAtFixedRate(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            var now = around.clock().instant();
            waiting.forEach(newcomer -> letIn(newcomer, now));
            devices.forEach(VirtualDevice::tick);
        } catch (RuntimeException e) {
            LOG.error("a beat of the fleet failed", e);
        }
    }

    private void letIn(Newcomer newcomer, Instant now) {
        if (!door.tryAcquire()) {
            return;
        }
        if (!newcomer.takesItsTurn(now)) {
            door.release();
            return;
        }
        newcomer.tryToJoin(birth, around.executor()).whenComplete((device, failure) -> {
            door.release();
            if (failure == null) {
                waiting.remove(newcomer);
                devices.add(device);
            } else if (refused() == plan.devices()) {
                shutOut.complete(null);
            }
        });
    }

    private int refused() {
        return (int) waiting.stream().filter(Newcomer::refused).count();
    }

    /** @return done when the server has refused every single device: there is nothing to run */
    public CompletableFuture<Void> shutOut() {
        return shutOut;
    }

    public FleetStatus status() {
        var tally = around.recordings().tally();
        var running = devices.stream()
                .flatMap(device -> device.serving().stream())
                .map(entry -> "%s %s %s %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().version(),
                                entry.getValue().variant(),
                                entry.getValue().digest().hex().substring(0, BRIEF)))
                .toList();
        return new FleetStatus(
                plan.devices(),
                devices.size(),
                refused(),
                (int) devices.stream().filter(VirtualDevice::online).count(),
                FleetStatus.counted(running),
                tally.inferences(),
                tally.errors(),
                tally.labelled(),
                tally.correct(),
                around.traffic().bytes(),
                around.traffic().failures());
    }

    /** Nothing more is begun; every device says good-bye. Returns after {@code patience} whoever is still there. */
    public void stop(Duration patience) {
        heart.shutdownNow();
        var goodbyes = devices.stream().map(VirtualDevice::stop).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(goodbyes)
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> null)
                .join();
    }
}
