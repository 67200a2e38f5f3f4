package io.modelferry.simulator.device;

import io.modelferry.agent.download.BlocksRoad;
import io.modelferry.agent.download.Spending;
import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.slots.StateFiles;
import io.modelferry.agent.telemetry.EventLane;
import io.modelferry.agent.telemetry.EventOutbox;
import io.modelferry.agent.telemetry.Telemetry;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.tuf.HeldMetadata;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.ControlLine;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.Ports;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.Updater;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.simulator.replay.ReplayHost;
import io.modelferry.simulator.replay.Walk;
import io.modelferry.simulator.weather.Forecast;
import io.modelferry.simulator.weather.SlowLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * The agent's parts put together as on a real device; only the line, the disk and what runs models are this process's. Holds no
 * thread: it lives by {@link #tick}, a few times a second, from one thread.
 */
public final class VirtualDevice {

    /** How long a lost block is waited for. */
    private static final Duration BLOCK_PATIENCE = Duration.ofSeconds(5);

    private static final Duration UPDATE_BEAT = Duration.ofMillis(500);

    private final DeviceId id;
    private final Line line;
    private final Surroundings around;
    private final Forecast forecast;
    private final Camera camera;
    private final EventOutbox events;
    private final Telemetry telemetry;
    private final ReplayHost host;
    private final ControlLine control;
    private final Updater updater;
    private final Runnable renewal;
    private final SplittableRandom patience;
    private volatile boolean cutOff;
    private volatile boolean connecting;
    private volatile Backoff backoff;
    private Instant beat = Instant.MIN;

    /**
     * @param folder of this device alone: its state and its files survive the process
     * @param line still down
     * @param renewal looks after the device's certificate; called again and again while there is a network
     * @throws IOException if the folder cannot be used
     */
    public VirtualDevice(
            DeviceIdentity identity, Path folder, Line line, Runnable renewal, Traits traits, Surroundings around)
            throws IOException {
        var seeds = new SplittableRandom(traits.seed());
        var now = around.clock().instant();
        this.id = identity.device();
        this.line = line;
        this.renewal = renewal;
        this.around = around;
        this.patience = seeds.split();
        this.backoff = new Backoff(around.retry(), patience, Ticks.of(around.clock()));
        this.forecast = new Forecast(around.climate(), seeds.split(), now);
        this.events = new EventOutbox(EventLane.inMemory(), line, traits.boot(), around.clock());
        this.telemetry = new Telemetry(line, traits.boot(), around.clock(), around.window());
        var blobs = new FileBlobs(around.disk(), folder.resolve("blobs"), new PatchingInTurn(around.patchTurns()));
        var walk = Walk.through(around.recordings().stream(), traits.site(), seeds.split());
        this.camera = new Camera(around.perSecond(), seeds.nextDouble(), now);
        this.host = new ReplayHost(id, around.recordings(), blobs::path, walk, around.mishaps(), telemetry);
        this.control = new ControlLine(
                line,
                events,
                new ControlLine.Identity(traits.boot(), around.version(), around.facts()),
                around.clock());
        this.updater = new Updater(
                ports(identity, folder, blobs, downloads(identity, folder, blobs, traits)),
                new TrustedGoals(id),
                control::report);
    }

    private Downloads downloads(DeviceIdentity identity, Path folder, FileBlobs blobs, Traits traits) {
        Downloads roads = new LineDownloads(
                blobs,
                new BlocksRoad(line, BlockRequest.MAX_BLOCK_BYTES, BLOCK_PATIENCE, Ticks.REAL),
                new Spending(around.disk(), folder, around.clock(), Ticks.REAL),
                URI.create(identity.httpsUrl()),
                identity.tls(),
                around.executor(),
                around.turns(),
                around.traffic(),
                () -> cutOff);
        roads = traits.slow() ? new SlowLine(roads, around.climate().slowKbps()) : roads;
        return switch (around.bytes()) {
            case EACH -> roads;
            case ONCE -> new SharedBytes(roads, blobs, around.disk());
        };
    }

    private Ports ports(DeviceIdentity identity, Path folder, FileBlobs blobs, Downloads downloads) throws IOException {
        var metadata = new HeldMetadata.Place(around.disk(), folder.resolve("metadata"), identity.root());
        var state = Files.createDirectories(folder.resolve("state"));
        return new Ports(
                new StateFiles(around.disk(), state),
                blobs,
                downloads,
                new HeldMetadata(metadata, downloads, Limits.USUAL),
                host,
                events,
                around.clock(),
                Ticks.of(around.clock()),
                around.executor(),
                patience.split(),
                around.retry());
    }

    /** Serves what the state file says, as a boot does. Waits for a recording if this file was never served here before. */
    public void start() {
        line.listen(Channel.DESIRED, message -> around.goals().saw(id, message.payload()));
        control.open(updater);
        updater.start();
    }

    /** Time has passed. */
    public void tick() {
        var now = around.clock().instant();
        followTheWeather(now);
        camera.look(host, now);
        telemetry.tick();
        if (Duration.between(beat, now).compareTo(UPDATE_BEAT) >= 0) {
            beat = now;
            events.tick();
            control.tick();
            updater.tick();
            if (!cutOff) {
                renewal.run();
            }
        }
    }

    private void followTheWeather(Instant now) {
        cutOff = forecast.offlineAt(now);
        if (cutOff && line.connected()) {
            line.vanish();
        } else if (!cutOff && !line.connected() && !connecting && backoff.due()) {
            connect();
        }
    }

    private void connect() {
        connecting = true;
        line.connect().whenComplete((_, failure) -> {
            if (failure == null) {
                backoff = new Backoff(around.retry(), patience, Ticks.of(around.clock()));
            } else {
                backoff.failed();
            }
            connecting = false;
        });
    }

    public DeviceId id() {
        return id;
    }

    public boolean online() {
        return line.connected();
    }

    /** What answers now, by model. */
    public List<Map.Entry<ModelName, Slot>> serving() {
        return host.serving();
    }

    /** Lets go in order, and forgives a trial that the stop cuts short. @return done when the broker knows */
    public CompletableFuture<Void> stop() {
        updater.close();
        telemetry.flush();
        return line.leave();
    }
}
