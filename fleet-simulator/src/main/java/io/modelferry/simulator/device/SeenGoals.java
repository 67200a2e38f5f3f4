package io.modelferry.simulator.device;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.trust.Envelope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goals reached the devices, believed or not. A generation names one goal for ever: two goals under one generation are a conflict,
 * because which of them a device follows would be chance.
 */
public final class SeenGoals {

    private static final Logger LOG = LoggerFactory.getLogger(SeenGoals.class);

    private final Map<Key, String> first = new ConcurrentHashMap<>();
    private final Map<Key, String> other = new ConcurrentHashMap<>();
    private final Map<DeviceId, Long> paused = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public SeenGoals(InstantSource clock) {
        this.clock = clock;
    }

    private record Key(DeviceId device, long generation) {}

    /** @param digests SHA-256 of the two goals' signed bytes */
    public record Conflict(DeviceId device, long generation, List<String> digests) {

        public Conflict {
            digests = List.copyOf(digests);
        }
    }

    /**
     * @param goals different generations, over all devices
     * @param conflicts by device and generation
     * @param pausedAtMicros since 1970, earliest first: when each device that is held back now first saw a goal that does it
     */
    public record Report(int devices, int goals, List<Conflict> conflicts, List<Long> pausedAtMicros) {

        public Report {
            conflicts = List.copyOf(conflicts);
            pausedAtMicros = List.copyOf(pausedAtMicros);
        }
    }

    /** @param envelope as it came; what is no goal is the device's to refuse */
    void saw(DeviceId device, byte[] envelope) {
        try {
            var signed = ProtocolJson.read(envelope, Envelope.class).payload();
            var goal = ProtocolJson.read(signed, DesiredState.class);
            if (goal.models().stream().anyMatch(DesiredModel::isPaused)) {
                paused.putIfAbsent(device, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
            } else {
                paused.remove(device);
            }
            var key = new Key(device, goal.generation());
            var digest = sha256(signed);
            var before = first.putIfAbsent(key, digest);
            if (before != null && !before.equals(digest) && other.putIfAbsent(key, digest) == null) {
                LOG.error("two goals of generation {} for {}: {} and {}", key.generation, device, before, digest);
            }
        } catch (MalformedMessage e) {
            LOG.debug("no goal for {}: {}", device, e.getMessage());
        }
    }

    public Report report() {
        var conflicts = other.entrySet().stream()
                .map(two -> new Conflict(
                        two.getKey().device,
                        two.getKey().generation,
                        List.of(first.getOrDefault(two.getKey(), ""), two.getValue())))
                .sorted(Comparator.comparing((Conflict one) -> one.device().value())
                        .thenComparing(Conflict::generation))
                .toList();
        var devices = first.keySet().stream().map(Key::device).distinct().count();
        return new Report(
                (int) devices,
                first.size(),
                conflicts,
                paused.values().stream().sorted().toList());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
