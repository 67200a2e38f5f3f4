package io.modelferry.simulator;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.enrolment.Renewal;
import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.update.Backoff;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import io.modelferry.simulator.device.DownloadTurns;
import io.modelferry.simulator.device.SeenGoals;
import io.modelferry.simulator.device.SharedFs;
import io.modelferry.simulator.device.Surroundings;
import io.modelferry.simulator.device.Traffic;
import io.modelferry.simulator.device.Traits;
import io.modelferry.simulator.device.VirtualDevice;
import io.modelferry.simulator.fleet.FleetPlan;
import io.modelferry.simulator.fleet.FleetStatus;
import io.modelferry.simulator.fleet.VirtualFleet;
import io.modelferry.simulator.identity.DeviceTls;
import io.modelferry.simulator.identity.Identities;
import io.modelferry.simulator.identity.OneRequest;
import io.modelferry.simulator.mqtt.BrokerAddress;
import io.modelferry.simulator.mqtt.HiveLinks;
import io.modelferry.simulator.replay.FieldStream;
import io.modelferry.simulator.replay.Recordings;
import io.modelferry.simulator.weather.Mishaps;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Options, put together to a running fleet. */
final class Simulation implements AutoCloseable {

    /** Devices that fetch their next certificate at the same time. */
    private static final int RENEWING = 8;

    /** Threads that wait on all devices' sockets. */
    private static final int NETTY_THREADS = 2;

    /** Of a thread that works for a device: there may be one for each, and more. */
    private static final long STACK_BYTES = 256 << 10;

    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Backoff.Limits RETRY = new Backoff.Limits(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

    private final Semaphore renewals = new Semaphore(RENEWING);
    private final FleetOptions options;
    private final Supplier<UUID> boots;
    private final ExecutorService work = Executors.newCachedThreadPool(Thread.ofPlatform()
            .daemon()
            .name("device-work-", 0)
            .stackSize(STACK_BYTES)
            .factory());
    private final HiveLinks links = new HiveLinks(NETTY_THREADS);
    private final Identities identities;
    private final List<JoinString> joins;
    private final BitSet slow;
    private final Surroundings around;
    private final VirtualFleet fleet;

    /**
     * @param boots a new one for each device
     * @throws IOException if the folder or the field stream cannot be used
     * @throws IllegalArgumentException in words for whoever typed the options
     */
    Simulation(FleetOptions options, InstantSource clock, Supplier<UUID> boots) throws IOException {
        var plan = options.plan();
        var climate = options.climate();
        this.options = options;
        this.boots = boots;
        this.identities = new Identities(options.data().resolve("devices"), options.server());
        this.joins = options.joins();
        this.slow = climate.slowAmong(plan.devices(), new SplittableRandom(plan.seed()));
        this.around = new Surroundings(
                clock,
                work,
                new SharedFs(options.data().resolve("shared")),
                new DownloadTurns(options.downloads()),
                new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                new Traffic(),
                new SeenGoals(clock),
                options.bytes(),
                new Recordings(FieldStream.read(options.stream())),
                climate,
                new Mishaps(climate, plan.seed()),
                facts(),
                version(),
                RETRY,
                options.window(),
                options.rate().perSecond());
        this.fleet = new VirtualFleet(plan, around, this::born);
        requireAWayIn(plan);
    }

    private void requireAWayIn(FleetPlan plan) throws IOException {
        for (var index = 0; joins.isEmpty() && index < plan.devices(); index++) {
            if (!identities.enrolled(plan.id(index))) {
                throw new IOException(plan.id(index) + " is not enrolled yet: give a join string (--join)");
            }
        }
    }

    void start() {
        fleet.start();
    }

    /** @return done when no device was let in */
    CompletableFuture<Void> shutOut() {
        return fleet.shutOut();
    }

    FleetStatus status() {
        return fleet.status();
    }

    SeenGoals.Report goals() {
        return around.goals().report();
    }

    private VirtualDevice born(DeviceId device, int site, int index) throws EnrolmentRefused, IOException {
        var join = joins.isEmpty() ? null : joins.get(index % joins.size());
        var identity = identities.of(device, join);
        var boot = boots.get();
        var broker = BrokerAddress.of(identity.mqttUrl());
        var tls = broker.encrypted() ? DeviceTls.of(identity) : null;
        var line = links.line(device, boot, broker, tls);
        var seed = options.plan().seed() + SEED_STEP * (index + 1);
        var renewal = new Renewal(
                new IdentityFiles(identities.files(device)),
                identity,
                new OneRequest(identity.tls(), work, renewals),
                around.clock(),
                new SplittableRandom(seed),
                work);
        return new VirtualDevice(
                identity,
                identities.folder(device),
                line,
                renewal::tick,
                new Traits(site, slow.get(index), boot, seed),
                around);
    }

    /** What a virtual device says of itself: that it is one, and what really records its answers. */
    private static DeviceFacts facts() {
        var limits = new ModelRuntime.Limits(1, 1, 1, 0);
        try (var runtime = new ModelRuntime(
                digest -> {
                    throw new IllegalStateException("nothing is loaded here: " + digest);
                },
                InferenceListener.NONE,
                limits)) {
            return new DeviceFacts(
                    "simulated",
                    System.getProperty("os.arch"),
                    1,
                    Runtime.getRuntime().maxMemory(),
                    runtime.version(),
                    runtime.providers());
        }
    }

    private static String version() {
        var version = Simulation.class.getPackage().getImplementationVersion();
        return "simulator " + (version == null ? "development" : version);
    }

    /** Every device says good-bye, in {@link #GOODBYE} together. */
    @Override
    public void close() {
        fleet.stop(GOODBYE);
        work.shutdownNow();
    }
}
