package io.modelferry.simulator.testing;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.rehearsal.RehearsalRepository;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
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
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.SignedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Signs goals and versions with keys of its own, keeps bytes, answers block requests, and remembers what devices say. */
public final class FakeControlPlane {

    /** Served within half a second of the moved clock. */
    public static final Probation SHORT = new Probation(Duration.ofMillis(500), 3, Duration.ofSeconds(5), 0.05);

    private static final Duration A_DAY = Duration.ofDays(1);

    public final List<UpdateEvent> events = new CopyOnWriteArrayList<>();
    public final List<Window> windows = new CopyOnWriteArrayList<>();
    public final Map<DeviceId, Reported> reported = new ConcurrentHashMap<>();

    /** Carries what the server writes; a line in memory unless told otherwise. */
    public interface Post {
        void deliver(DeviceId device, Message message);
    }

    private final SigningKey goals = SigningKey.generate();
    private final RehearsalRepository repository;
    private final InstantSource clock;
    private final Post post;
    private final Map<ArtifactDigest, byte[]> artifacts = new ConcurrentHashMap<>();
    private final Map<DeviceId, byte[]> retained = new ConcurrentHashMap<>();
    private final Map<DeviceId, MemoryLine> lines = new ConcurrentHashMap<>();
    private final Map<DeviceId, Long> generations = new HashMap<>();

    public FakeControlPlane(InstantSource clock) {
        this.clock = clock;
        this.repository = new RehearsalRepository(clock, A_DAY, goals.publicHalf());
        this.post = (device, message) -> line(device).deliver(message);
    }

    public FakeControlPlane(InstantSource clock, Post post) {
        this.clock = clock;
        this.repository = new RehearsalRepository(clock, A_DAY, goals.publicHalf());
        this.post = post;
    }

    public DeviceIdentity enrol(DeviceId device) throws Exception {
        return new DeviceIdentity(
                device, "tcp://127.0.0.1:1", "https://127.0.0.1:1", root(), SSLContext.getDefault(), null);
    }

    /** What devices are given at enrolment. */
    public byte[] root() {
        return repository.firstRoot();
    }

    public MemoryLine line(DeviceId device) {
        return lines.computeIfAbsent(device, _ -> new MemoryLine(device, this));
    }

    public SignedModel publish(int version) {
        var model = DemoModels.bytes(DemoModels.model(version));
        var acceptance = DemoModels.bytes(DemoModels.acceptance());
        var signed = new SignedModel(
                DemoModels.METER_READER,
                new VersionName(String.valueOf(version)),
                "fp32",
                keep(model),
                model.length,
                version,
                0,
                17,
                new Acceptance(keep(acceptance), acceptance.length, 0.9));
        repository.sign(signed);
        return signed;
    }

    private ArtifactDigest keep(byte[] bytes) {
        var digest = DemoModels.digest(bytes);
        artifacts.put(digest, bytes);
        return digest;
    }

    /** A really generated delta. */
    public DeltaOffer delta(int from, int to) throws Exception {
        Path patch = Files.createTempFile("delta", ".patch");
        try {
            new DeltaGenerator().generate(DemoModels.model(from), DemoModels.model(to), patch);
            var bytes = Files.readAllBytes(patch);
            var base = DemoModels.digest(DemoModels.bytes(DemoModels.model(from)));
            return new DeltaOffer(base, keep(bytes), bytes.length);
        } finally {
            Files.deleteIfExists(patch);
        }
    }

    /** A newer goal for the device, over MQTT blocks alone. */
    public void want(DeviceId device, SignedModel model, DeltaOffer... deltas) {
        for (var delta : deltas) {
            repository.sign(
                    model.model(),
                    new DeltaHop(
                            delta.base(), model.digest(), model.lengthBytes(), delta.delta(), delta.lengthBytes()));
        }
        var generation = generations.merge(device, 1L, Long::sum);
        var wanted = new DesiredModel(
                model.model(),
                model.version(),
                model.variant(),
                model.digest(),
                model.lengthBytes(),
                List.of(deltas),
                List.of(),
                new DeliveryPolicy(DeliveryPolicy.Transport.MQTT, Long.MAX_VALUE),
                SHORT,
                "none",
                false);
        var now = clock.instant();
        var goal = new DesiredState(
                device, generation, now, now.plus(A_DAY), repository.targetsVersion(), List.of(wanted));
        var envelope = ProtocolJson.write(Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(goal), goals));
        retained.put(device, envelope);
        post.deliver(device, new Message(Channel.DESIRED, envelope, Message.NO_CORRELATION));
    }

    /** A subscription stands: what is retained comes again. */
    void subscribed(DeviceId device) {
        var envelope = retained.get(device);
        if (envelope != null) {
            line(device).deliver(new Message(Channel.DESIRED, envelope, Message.NO_CORRELATION));
        }
    }

    /** What a device has written. */
    public void receive(DeviceId device, Message message) {
        switch (message.channel()) {
            case EVENTS -> receive(device, ProtocolJson.read(message.payload(), UpdateEvent.class));
            case TELEMETRY -> windows.add(ProtocolJson.read(message.payload(), Window.class));
            case REPORTED -> reported.put(device, ProtocolJson.read(message.payload(), Reported.class));
            case BLOCKS_GET ->
                post.deliver(
                        device,
                        new Message(
                                Channel.BLOCKS_DATA,
                                block(ProtocolJson.read(message.payload(), BlockRequest.class))
                                        .encode(),
                                message.correlation()));
            case PRESENCE -> {}
            case DESIRED, CMD, BLOCKS_DATA -> throw new IllegalStateException("a device wrote " + message.channel());
        }
    }

    private void receive(DeviceId device, UpdateEvent event) {
        events.add(event);
        var ack = new Command.EventAck(event.boot(), event.seq());
        post.deliver(device, new Message(Channel.CMD, command(ack), Message.NO_CORRELATION));
    }

    private static byte[] command(Command command) {
        return ProtocolJson.write(command);
    }

    private Block block(BlockRequest request) {
        var resource = request.resource();
        var bytes = resource.startsWith(BlockRequest.METADATA)
                ? repository
                        .file(resource.substring(BlockRequest.METADATA.length()))
                        .orElse(null)
                : artifacts.get(new ArtifactDigest(resource.substring("sha256:".length())));
        if (bytes == null) {
            return Block.refused(Block.Status.NO_SUCH_RESOURCE);
        }
        var from = (int) request.offset();
        var to = Math.min(bytes.length, from + request.lengthBytes());
        return new Block(Block.Status.HERE, from, bytes.length, Arrays.copyOfRange(bytes, from, to));
    }
}
