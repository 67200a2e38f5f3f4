package io.modelferry.agent.rehearsal;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.SignedModel;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A control plane for one device and one model: signs, serves and listens. Events are stored, then acknowledged, as the real one does. */
public final class RehearsalPlane implements AutoCloseable {

    public static final DeviceId DEVICE = new DeviceId("rehearsal");
    public static final ModelName MODEL = new ModelName("rehearsal");

    private static final String TOKEN = "a-token-for-the-rehearsal";
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final long LOOK_NANOS = 2_000_000;

    /** A version that devices may run. */
    public record Published(ArtifactDigest digest, long lengthBytes) {}

    private final InstantSource clock;
    private final SigningKey goals = SigningKey.generate();
    private final RehearsalRepository repository;
    private final RehearsalCa ca;
    private final RehearsalBroker broker;
    private final RehearsalServer server;
    private final Map<ArtifactDigest, byte[]> artifacts = new ConcurrentHashMap<>();
    private final List<SignedModel> signed = new CopyOnWriteArrayList<>();
    private final List<UpdateEvent> events = new CopyOnWriteArrayList<>();
    private volatile byte @Nullable [] goal;
    private volatile @Nullable Reported reported;
    private volatile long generation;

    public RehearsalPlane(InstantSource clock) {
        this.clock = clock;
        this.repository = new RehearsalRepository(clock, LIFETIME, goals.publicHalf());
        this.ca = new RehearsalCa(clock.instant());
        this.broker = new RehearsalBroker(ca.tls(), this::arrived);
        this.server = new RehearsalServer(ca.tls(), Answers::new);
    }

    public URI url() {
        return URI.create(server.url());
    }

    public String join() {
        return "ferry1:" + ca.fingerprint() + ":" + TOKEN;
    }

    /** Signs a model file; the first is release 1. */
    public synchronized Published publish(byte[] file) {
        var digest = keep(file);
        var release = signed.size() + 1;
        var version = new VersionName(String.valueOf(release));
        var model = new SignedModel(MODEL, version, "fp32", digest, file.length, release, 0, 17, null);
        signed.add(model);
        repository.sign(model);
        return new Published(digest, file.length);
    }

    private ArtifactDigest keep(byte[] bytes) {
        try {
            var digest = ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
            artifacts.put(digest, bytes);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A delta that goals may offer from now on. */
    public DeltaOffer offer(Published base, byte[] delta) {
        return new DeltaOffer(base.digest(), keep(delta), delta.length);
    }

    /**
     * The next goal. It clears a quarantine: a device that is killed in every probe would refuse both files in the end.
     *
     * @return its generation
     */
    public synchronized long want(Published wanted, List<DeltaOffer> deltas, Probation probation) {
        generation++;
        deltas.forEach(delta -> repository.sign(MODEL, hop(delta, wanted)));
        var version = signed.stream()
                .filter(model -> model.digest().equals(wanted.digest()))
                .map(SignedModel::version)
                .findFirst()
                .orElseThrow();
        var model = new DesiredModel(
                MODEL,
                version,
                "fp32",
                wanted.digest(),
                wanted.lengthBytes(),
                deltas,
                List.of(),
                DeliveryPolicy.DEFAULT,
                probation,
                "none",
                true);
        var now = clock.instant();
        var state = new DesiredState(
                DEVICE, generation, now, now.plus(LIFETIME), repository.targetsVersion(), List.of(model));
        var envelope = ProtocolJson.write(Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(state), goals));
        goal = envelope;
        broker.retain(Topics.of(DEVICE, Channel.DESIRED), envelope);
        return generation;
    }

    private static DeltaHop hop(DeltaOffer delta, Published result) {
        return new DeltaHop(delta.base(), result.digest(), result.lengthBytes(), delta.delta(), delta.lengthBytes());
    }

    /** Every event that was stored, in the order of arrival; what comes twice stands here twice. */
    public List<UpdateEvent> events() {
        return List.copyOf(events);
    }

    /** What the device last said of itself. */
    public Optional<Reported> reported() {
        return Optional.ofNullable(reported);
    }

    /** @return false if it did not come true in time */
    public boolean await(Duration atMost, BooleanSupplier condition) {
        var began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > atMost.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** Waits until the device says that it runs {@code version}. @return false if it did not in time */
    public boolean awaitRunning(Published version, Duration atMost) {
        return await(
                atMost,
                () -> reported().stream()
                        .flatMap(report -> report.models().stream())
                        .anyMatch(model -> version.digest().equals(model.running())));
    }

    private void arrived(String topic, byte[] payload, byte[] correlation) {
        switch (Topics.parse(topic).map(Topics.Address::channel).orElse(Channel.TELEMETRY)) {
            case EVENTS -> store(ProtocolJson.read(payload, UpdateEvent.class));
            case REPORTED -> reported = ProtocolJson.read(payload, Reported.class);
            case BLOCKS_GET -> {
                var block = block(ProtocolJson.read(payload, BlockRequest.class));
                broker.publish(Topics.of(DEVICE, Channel.BLOCKS_DATA), block.encode(), correlation);
            }
            case PRESENCE, TELEMETRY, DESIRED, CMD, BLOCKS_DATA -> {} // of no interest here
        }
    }

    private void store(UpdateEvent event) {
        events.add(event);
        var ack = new Command.EventAck(event.boot(), event.seq());
        broker.publish(Topics.of(DEVICE, Channel.CMD), ProtocolJson.write(ack), new byte[0]);
    }

    private Block block(BlockRequest request) {
        var whole = named(request.resource());
        if (whole == null) {
            return Block.refused(Block.Status.NO_SUCH_RESOURCE);
        }
        if (request.offset() > whole.length) {
            return Block.refused(Block.Status.PAST_THE_END);
        }
        var from = (int) request.offset();
        var to = Math.min(whole.length, from + request.lengthBytes());
        return new Block(Block.Status.HERE, from, whole.length, Arrays.copyOfRange(whole, from, to));
    }

    private byte @Nullable [] named(String resource) {
        return resource.startsWith(BlockRequest.METADATA)
                ? repository
                        .file(resource.substring(BlockRequest.METADATA.length()))
                        .orElse(null)
                : artifacts.get(new ArtifactDigest(resource.substring(resource.indexOf(':') + 1)));
    }

    @Override
    public void close() {
        server.close();
        broker.close();
    }

    private final class Answers implements RehearsalServer.Answers {

        private final RehearsalServer self;

        Answers(RehearsalServer self) {
            this.self = self;
        }

        @Override
        public EnrolmentReply enrol(EnrolmentRequest request) throws IOException {
            if (!request.token().equals(TOKEN)) {
                throw new IOException("not our token");
            }
            return new EnrolmentReply(
                    request.device(),
                    ca.certify(request.csrPem(), request.device().value()),
                    ca.pem(),
                    broker.url(),
                    self.url(),
                    repository.firstRoot());
        }

        @Override
        public byte @Nullable [] goal() {
            return goal;
        }

        @Override
        public byte @Nullable [] metadata(String file) {
            return repository.file(file).orElse(null);
        }

        @Override
        public byte @Nullable [] artifact(ArtifactDigest digest) {
            return artifacts.get(digest);
        }
    }
}
