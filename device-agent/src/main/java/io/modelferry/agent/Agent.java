package io.modelferry.agent;

import io.modelferry.agent.download.BlocksRoad;
import io.modelferry.agent.download.GoalPolling;
import io.modelferry.agent.download.HttpsRoad;
import io.modelferry.agent.download.Roads;
import io.modelferry.agent.download.SiteCache;
import io.modelferry.agent.download.Spending;
import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.enrolment.Renewal;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.NativeLibraries;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.mqtt.PahoLink;
import io.modelferry.agent.proof.ChildProof;
import io.modelferry.agent.serving.InferenceServer;
import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.DeltaPatching;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.slots.FolderLock;
import io.modelferry.agent.slots.StateFiles;
import io.modelferry.agent.telemetry.DiskWindows;
import io.modelferry.agent.telemetry.DurableEvents;
import io.modelferry.agent.telemetry.EventOutbox;
import io.modelferry.agent.telemetry.LaneDisk;
import io.modelferry.agent.telemetry.LastLines;
import io.modelferry.agent.telemetry.Origin;
import io.modelferry.agent.telemetry.ResourceMeter;
import io.modelferry.agent.telemetry.Telemetry;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.tuf.HeldMetadata;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.update.ControlLine;
import io.modelferry.agent.update.Ports;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.Updater;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device's rooms, put together. Models come up while the line does, and wait for nothing of the network. */
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long TICK_MILLIS = 200;

    /** Of those ticks one in so many, while there is nothing to do. */
    private static final int QUIET_TICKS = 5;

    private static final long ORDERLY_SECONDS = 5;
    private static final Duration STUCK = Duration.ofSeconds(20);
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int WAITING_REQUESTS = 64;
    private static final long REQUEST_PATIENCE_MILLIS = 2000;
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BLOCK_PATIENCE = Duration.ofSeconds(3);
    private static final Duration DOWNLOAD_PATIENCE = Duration.ofSeconds(30);

    /** What a test hands in instead of the machine's own. */
    record Surroundings(UUID boot, InstantSource clock, RandomGenerator random) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("agent-tick").factory());
    private final ExecutorService work = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("work-", 0).factory());
    private final HttpClient http;
    private final PahoLink link;
    private final EventOutbox events;
    private final Telemetry telemetry;
    private final ModelRuntime runtime;
    private final Updater updater;
    private final GoalPolling polling;
    private final Renewal renewal;
    private final ControlLine line;
    private final InferenceServer server;
    private int ticksToPass;
    private volatile long tickedNanos = System.nanoTime();
    private @Nullable FolderLock lock;

    private Agent(AgentConfiguration configuration, DeviceIdentity identity, Surroundings around) throws IOException {
        var data = configuration.data();
        var state = Files.createDirectories(data.resolve("state"));
        var outbox = Files.createDirectories(data.resolve("outbox"));
        var clock = around.clock();

        this.link = new PahoLink(
                identity.device(), Connections.mqtt(identity, around.boot()), configuration.retry(), around.random());
        var origin = new Origin(around.boot(), clock, Ticks.REAL);
        this.events = new EventOutbox(
                new DurableEvents(LaneDisk.REAL, outbox), link, origin, LastLines.OF_THIS_PROCESS::newest);
        this.telemetry = new Telemetry(link, origin, windows(configuration));

        var blobs = new FileBlobs(AgentFs.REAL, data.resolve("store"), new DeltaPatching());
        NativeLibraries.keepIn(data.resolve("native"));
        var sessions = SessionSettings.threads(limits().threads()).prefer(configuration.providers());
        this.runtime = new ModelRuntime(blobs::path, telemetry, limits(), ground(data, sessions));
        this.http = Connections.http(identity, DOWNLOAD_PATIENCE);
        var https = new HttpsRoad(http, URI.create(identity.httpsUrl()), DOWNLOAD_PATIENCE, Ticks.REAL);
        var roads = new Roads(
                https,
                new BlocksRoad(link, BLOCK_BYTES, BLOCK_PATIENCE, Ticks.REAL),
                blobs,
                new Spending(AgentFs.REAL, state, clock, Ticks.REAL),
                new SiteCache(Ticks.REAL),
                Ticks.REAL);

        var ports = new Ports(
                new StateFiles(AgentFs.REAL, state),
                blobs,
                roads,
                new HeldMetadata(
                        new HeldMetadata.Place(AgentFs.REAL, data.resolve("metadata"), identity.root()),
                        roads,
                        Limits.USUAL),
                runtime,
                events,
                clock,
                Ticks.REAL,
                work,
                around.random(),
                configuration.retry());
        var facts = Machine.facts(runtime, configuration.attributes());
        var self = new ControlLine.Identity(around.boot(), Machine.agentVersion(), facts);
        this.line = new ControlLine(link, events, self, clock);
        this.updater = new Updater(ports, new TrustedGoals(identity.device()), line::report);
        var chance = new GoalPolling.Chance(Ticks.REAL, around.random());
        this.polling = new GoalPolling(https, link, updater::offer, configuration.poll(), chance, work);
        this.renewal = new Renewal(
                new IdentityFiles(data.resolve("id")),
                identity,
                request -> http.send(request, BodyHandlers.ofByteArray()),
                clock,
                around.random(),
                work);

        var requests = new AtomicLong();
        var prefix = around.boot().toString().substring(0, 8) + "-";
        this.server = new InferenceServer(
                new InferenceServer.Settings(
                        configuration.servePort(), configuration.maxBodyBytes(), Machine.agentVersion()),
                runtime,
                this::feedback,
                () -> prefix + requests.incrementAndGet());
    }

    /**
     * For an application that embeds the agent: takes the folder, makes the machine a device if it is none yet, and starts.
     *
     * @param clock of the machine
     * @param random for waits and ids
     * @throws IOException if the folder or the port cannot be used, or another agent works in it
     * @throws EnrolmentRefused if the machine is no device yet and the server does not take it
     */
    public static Agent open(AgentConfiguration configuration, InstantSource clock, RandomGenerator random)
            throws IOException, EnrolmentRefused {
        var lock = FolderLock.of(configuration.data(), LOCK_PATIENCE);
        try {
            prepare(configuration);
            var boot = new UUID(random.nextLong(), random.nextLong());
            var agent = start(
                    configuration, identity(configuration, clock.instant()), new Surroundings(boot, clock, random));
            agent.lock = lock;
            return agent;
        } catch (IOException | EnrolmentRefused | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Has the runtime loaded while the identity is read. */
    static void prepare(AgentConfiguration configuration) {
        NativeLibraries.prepare(configuration.data().resolve("native"));
    }

    private static DeviceIdentity identity(AgentConfiguration configuration, Instant now)
            throws IOException, EnrolmentRefused {
        var files = new IdentityFiles(configuration.data().resolve("id"));
        var known = files.load();
        if (known.isPresent()) {
            return new Enrolment(files).againIfNeeded(known.get(), configuration.join(), now);
        }
        var server = configuration.server();
        var join = configuration.join();
        if (server == null || join == null) {
            throw new IllegalArgumentException("this machine is not enrolled yet: --server and --join are needed");
        }
        var id = configuration.wantedId().orElseGet(Machine::name);
        return new Enrolment(files).enrol(server, JoinString.parse(join), id);
    }

    /**
     * Returns once every model that the device has answers on loopback; the connection comes up beside.
     *
     * @throws IOException if the folder or the port cannot be used
     */
    static Agent start(AgentConfiguration configuration, DeviceIdentity identity, Surroundings around)
            throws IOException {
        var agent = new Agent(configuration, identity, around);
        try {
            agent.line.open(agent.updater);
            agent.link.open();
            agent.updater.start();
            agent.server.start();
            ServingPort.announce(agent.server.port(), configuration.data().resolve("run"));
        } catch (IOException | RuntimeException e) {
            agent.link.close();
            throw e;
        }
        agent.timer.scheduleWithFixedDelay(agent::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("{} answers on http://127.0.0.1:{}/v2", identity.device(), agent.server.port());
        return agent;
    }

    private static Telemetry.Windows windows(AgentConfiguration configuration) throws IOException {
        var folder = Files.createDirectories(configuration.data().resolve("windows"));
        var queue = new DiskWindows(LaneDisk.REAL, folder, configuration.keepWindowsBytes());
        return new Telemetry.Windows(configuration.window(), queue, ResourceMeter.ofThisMachine(configuration.data()));
    }

    private static ModelRuntime.Ground ground(Path data, SessionSettings sessions) throws IOException {
        var memory = Memory.ofThisMachine();
        var proof = new ChildProof(data.resolve("proof"), sessions, ChildProof.Limits.USUAL, memory, Ticks.REAL);
        return new ModelRuntime.Ground(sessions, proof, Ticks.REAL, memory);
    }

    private static ModelRuntime.Limits limits() {
        return new ModelRuntime.Limits(
                1, Runtime.getRuntime().availableProcessors(), WAITING_REQUESTS, REQUEST_PATIENCE_MILLIS);
    }

    private void tick() {
        tickedNanos = System.nanoTime();
        ticksToPass--;
        if (ticksToPass > 0 && updater.quiet()) {
            return;
        }
        ticksToPass = QUIET_TICKS;
        Stream.<Runnable>of(updater::tick, telemetry::tick, events::tick, line::tick, polling::tick, renewal::tick)
                .forEach(Agent::survivably);
    }

    /** What fails once must not end the timer, nor keep the others from their turn. */
    private static void survivably(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | VirtualMachineError | LinkageError e) {
            LOG.error("a tick failed; the next one comes", e);
        }
    }

    /** Whether its clock goes: false if a tick has been stuck for long. */
    boolean ticks() {
        return System.nanoTime() - tickedNanos < STUCK.toNanos();
    }

    /** The models, for an application that embeds the agent. */
    public ModelRuntime runtime() {
        return runtime;
    }

    /**
     * The true class of an earlier inference: counted in the telemetry, and for a model on trial.
     *
     * @return false if the request is unknown, too old, or labelled already
     */
    public boolean feedback(ModelName model, String requestId, int label) {
        var judged = telemetry.judge(model, requestId, label);
        judged.ifPresent(found -> runtime.labelled(model, found.digest(), found.right()));
        return judged.isPresent();
    }

    public int servingPort() {
        return server.port();
    }

    /** Requests are answered to their end, a trial is not blamed, offline is published, sessions are closed last. */
    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        polling.stop();
        server.close();
        updater.close();
        telemetry.flush();
        waitForWork();
        link.close();
        telemetry.save();
        runtime.close();
        http.shutdownNow();
        if (lock != null) {
            lock.close();
        }
        LOG.info("stopped");
    }

    private void waitForWork() {
        work.shutdown();
        try {
            if (!work.awaitTermination(ORDERLY_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("work was still under way; the next start takes it up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
