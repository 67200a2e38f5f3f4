package io.modelferry.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.RunHistory;
import io.modelferry.control.rollout.Givers;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.telemetry.Telemetry;
import io.modelferry.control.trust.Quorum;
import io.modelferry.control.trust.Signatures;
import io.modelferry.control.trust.SignedBy;
import io.modelferry.gallery.Story;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The room, over an invented past: two devices that run one file, two who signed it, and one point of telemetry. */
@ComponentScan("io.modelferry.control.incident")
class IncidentRoom {

    /** Near the invented rollouts, which happened a few minutes ago. */
    static final Instant NOW = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);

    static final String DIGEST = "ab".repeat(32);

    @Bean
    Telemetry telemetry() {
        return new OnePoint();
    }

    @Bean
    Givers givers() {
        return (device, digest, until) -> Optional.of(new RolloutId("r3"));
    }

    @Bean
    Signatures signatures() {
        return new TwoSignatures();
    }

    @Bean
    RunHistory runHistory() {
        return new TwoDevices();
    }

    /** Ann's came before the instant that is asked for, bob's after it. */
    private static final class TwoSignatures implements Signatures {

        @Override
        public Optional<Quorum> awaited(ModelName model, VersionName version) {
            return Optional.empty();
        }

        @Override
        public List<SignedBy> on(ModelName model, VersionName version) {
            return List.of(
                    new SignedBy(4, "a".repeat(64), "ann", NOW.minus(Duration.ofDays(3))),
                    new SignedBy(4, "b".repeat(64), "bob", NOW.plus(Duration.ofDays(3))));
        }
    }

    /** Every metric of version 2 was a half at 9:30. */
    private static final class OnePoint implements Telemetry {

        @Override
        public List<Grouped> query(Query query) {
            assertThat(query.range().from()).isBefore(query.range().to());
            return List.of(new Grouped("2", List.of(new Point(NOW.minus(Duration.ofMinutes(30)), 0.5))));
        }

        @Override
        public List<Series> series(ModelName model, @Nullable VersionName version, Metric metric, Range range) {
            return List.of();
        }

        @Override
        public Totals totals(ModelName model, Instant since) {
            return new Totals(0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** Both run one file since midnight. */
    private static final class TwoDevices implements RunHistory {

        private static final ModelName MODEL = new ModelName("meter-reader");
        private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public List<DeviceRuns> ranFile(ArtifactDigest digest, @Nullable DeviceId after, int limit) {
            return List.of("cam-1", "cam-2").stream()
                    .filter(id -> after == null || id.compareTo(after.value()) > 0)
                    .limit(limit)
                    .map(id -> new DeviceRuns(new DeviceId(id), List.of(new Run(MODEL, MIDNIGHT, null))))
                    .toList();
        }

        @Override
        public long countRanFile(ArtifactDigest digest) {
            return 2;
        }

        @Override
        public Optional<List<RunAt>> deviceAt(DeviceId device, Instant at) {
            var file = device.value().equals("cam-2") ? Story.file(2, "fp32") : new ArtifactDigest(DIGEST);
            return Optional.of(List.of(new RunAt(MODEL, file, MIDNIGHT, null)));
        }

        @Override
        public List<FileCount> modelAt(ModelName model, Instant at) {
            return List.of(new FileCount(new ArtifactDigest(DIGEST), 2));
        }
    }
}
