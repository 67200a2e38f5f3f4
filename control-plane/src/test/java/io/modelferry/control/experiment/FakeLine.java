package io.modelferry.control.experiment;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.rollout.Placements;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A line whose devices do at once what they are told. */
final class FakeLine implements Placements {

    static final LineTerms TERMS = new LineTerms(
            new Probation(Duration.ofSeconds(7), 1, Duration.ofSeconds(70), 0.1),
            new DeliveryPolicy(DeliveryPolicy.Transport.MQTT, 0));

    final Map<DeviceId, ArtifactDigest> running = new HashMap<>();
    private final Map<DeviceId, DeviceView> fleet = new HashMap<>();

    @Nullable
    String lentTo;

    @Nullable
    Return givenBack;

    static ArtifactDigest digest(String version) {
        return new ArtifactDigest(version.repeat(64));
    }

    void enrol(int upTo) {
        IntStream.range(fleet.size(), upTo).forEach(number -> {
            var id = new DeviceId("cam-%03d".formatted(number));
            fleet.put(
                    id,
                    new DeviceView(
                            id,
                            "site-" + number % 8,
                            "standard",
                            false,
                            true,
                            null,
                            Instant.EPOCH,
                            "1",
                            "",
                            0,
                            Map.of(),
                            Map.of(),
                            Map.of()));
        });
    }

    @Override
    public void lend(ModelName model, String borrower) {
        lentTo = borrower;
    }

    @Override
    public List<DeviceView> candidates(ModelName model, Collection<VersionName> versions) {
        return fleet.values().stream()
                .sorted(Comparator.comparing(device -> device.id().value()))
                .toList();
    }

    @Override
    public Map<DeviceId, ArtifactDigest> place(ModelName model, String borrower, Map<DeviceId, VersionName> wanted) {
        wanted.forEach((device, version) -> running.put(device, digest(version.value())));
        return Map.copyOf(running);
    }

    @Override
    public LineTerms terms(ModelName model) {
        return TERMS;
    }

    @Override
    public void giveBack(ModelName model, String borrower, Return devices) {
        givenBack = devices;
        lentTo = null;
    }
}
