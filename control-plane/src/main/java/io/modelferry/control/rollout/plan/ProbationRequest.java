package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.goal.Shadow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a new rollout says of {@link Probation}; what is left out has its default, or the device's. */
public record ProbationRequest(
        @Nullable Duration window,
        @Nullable Integer minInferences,
        @Nullable Duration patience,
        @Nullable Double maxErrorShare,
        @Nullable Double maxLatencyRatio,
        @Nullable Double maxSameAnswerShare,
        @Nullable Double minAccuracy,
        @Nullable ShadowRequest shadow) {

    public record ShadowRequest(
            @Nullable Double share,
            @Nullable Double maxCpuShare,
            @Nullable Integer minCompared,
            @Nullable Duration patience,
            @Nullable Double minAgreement) {

        private static final Shadow STANDARD = new Shadow(0.1, 0.1, 100, Duration.ofHours(1), 0.9);

        Shadow shadow() {
            return new Shadow(
                    Optional.ofNullable(share).orElse(STANDARD.share()),
                    Optional.ofNullable(maxCpuShare).orElse(STANDARD.maxCpuShare()),
                    Optional.ofNullable(minCompared).orElse(STANDARD.minCompared()),
                    Optional.ofNullable(patience).orElse(STANDARD.patience()),
                    Optional.ofNullable(minAgreement).orElse(STANDARD.minAgreement()));
        }
    }

    public Probation probation() {
        var standard = Probation.DEFAULT;
        var trial = Optional.ofNullable(window).orElse(standard.window());
        return new Probation(
                trial,
                Optional.ofNullable(minInferences).orElse(standard.minInferences()),
                Optional.ofNullable(patience)
                        .orElse(trial.compareTo(standard.patience()) > 0 ? trial : standard.patience()),
                Optional.ofNullable(maxErrorShare).orElse(standard.maxErrorShare()),
                maxLatencyRatio,
                maxSameAnswerShare,
                minAccuracy,
                shadow == null ? null : shadow.shadow());
    }
}
