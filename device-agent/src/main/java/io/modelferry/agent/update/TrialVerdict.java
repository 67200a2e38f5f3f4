package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.agent.update.ModelSlots.Baseline;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a device says about a model on trial. */
sealed interface TrialVerdict {

    /** Fewer answers than this say nothing about an error share. */
    int ENOUGH_TO_CONDEMN = 5;

    /** Fewer say nothing about a 95th percentile, or about accuracy. */
    int ENOUGH_TO_MEASURE = 20;

    /** Fewer say nothing about how answers are spread. */
    int ENOUGH_TO_CALL_CONSTANT = 50;

    /** Below this a model is quick, however many times slower than the one before it is, in microseconds. */
    long QUICK_MICROS = 10_000;

    record GoOn() implements TrialVerdict {}

    record Confirm(String why) implements TrialVerdict {}

    record GoBack(String why) implements TrialVerdict {}

    /**
     * @param before null where no other model answered before, or too little is known of it
     * @param lasted since the swap, of this boot
     */
    static TrialVerdict of(Probation probation, Health health, @Nullable Baseline before, Duration lasted) {
        var worse = worse(probation, health, before);
        if (worse.isPresent()) {
            return new GoBack(worse.get());
        }
        if (lasted.compareTo(probation.window()) < 0) {
            return new GoOn();
        }
        if (health.inferences() >= probation.minInferences()) {
            return new Confirm("%d inferences, %d errors".formatted(health.inferences(), health.errors()));
        }
        if (lasted.compareTo(probation.patience()) >= 0) {
            return new Confirm("quiet device: %d inferences in %s".formatted(health.inferences(), lasted));
        }
        return new GoOn();
    }

    private static Optional<String> worse(Probation probation, Health health, @Nullable Baseline before) {
        return Stream.of(
                        failing(probation, health),
                        slow(probation, health, before),
                        constant(probation, health, before),
                        wrong(probation, health))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> failing(Probation probation, Health health) {
        var answered = health.inferences() + health.errors();
        return answered >= ENOUGH_TO_CONDEMN && health.errors() > probation.maxErrorShare() * answered
                ? Optional.of("%d of %d inferences failed".formatted(health.errors(), answered))
                : Optional.empty();
    }

    private static Optional<String> slow(Probation probation, Health health, @Nullable Baseline before) {
        if (before == null || before.p95Micros() == 0 || health.inferences() < ENOUGH_TO_MEASURE) {
            return Optional.empty();
        }
        var limit = Math.max(QUICK_MICROS, probation.latencyRatio() * before.p95Micros());
        return health.p95Micros() > limit
                ? Optional.of("p95 of %d us, %d us before, %.1f times is the most"
                        .formatted(health.p95Micros(), before.p95Micros(), probation.latencyRatio()))
                : Optional.empty();
    }

    /** A model that always gives the same answer has not failed, and is no use. Where the one before did so too, the world is so. */
    private static Optional<String> constant(Probation probation, Health health, @Nullable Baseline before) {
        var share = health.sameAnswerShare();
        return before != null
                        && health.classified() >= ENOUGH_TO_CALL_CONSTANT
                        && share > probation.sameAnswerShare()
                        && before.sameAnswerShare() < probation.sameAnswerShare()
                ? Optional.of("%.3f of %d answers are the same, %.3f before"
                        .formatted(share, health.classified(), before.sameAnswerShare()))
                : Optional.empty();
    }

    private static Optional<String> wrong(Probation probation, Health health) {
        var least = probation.minAccuracy();
        return least != null && health.labelled() >= ENOUGH_TO_MEASURE && health.correct() < least * health.labelled()
                ? Optional.of("%d of %d labelled answers are right, %.3f asked for"
                        .formatted(health.correct(), health.labelled(), least))
                : Optional.empty();
    }
}
