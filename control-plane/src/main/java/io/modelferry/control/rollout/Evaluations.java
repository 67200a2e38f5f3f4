package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.rollout.Judge.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks the judge once an evaluation period and remembers the answer until the next: ticks are for devices, and the field does not change with
 * each of them. The memory may be lost at any time; then the judge is asked again.
 */
@Component
class Evaluations {

    private final Arms arms;
    private final Journal journal;
    private final Duration every;
    private final Map<RolloutId, Evaluation> latest = new ConcurrentHashMap<>();

    private record Evaluation(
            int stage, Instant at, @Nullable Judgement judgement) {}

    Evaluations(Arms arms, Journal journal, ModelferryConfiguration configuration) {
        this.arms = arms;
        this.journal = journal;
        this.every = configuration.rollout().evaluateEvery();
    }

    /** Empty where nothing is to be compared. */
    Optional<Judgement> judge(Rollout rollout, Instant now) {
        var before = latest.get(rollout.id());
        if (before == null
                || before.stage() != rollout.stage()
                || !now.isBefore(before.at().plus(every))) {
            before = new Evaluation(rollout.stage(), now, evaluate(rollout, now));
            latest.put(rollout.id(), before);
        }
        return Optional.ofNullable(before.judgement());
    }

    void forget(RolloutId rollout) {
        latest.remove(rollout);
    }

    private @Nullable Judgement evaluate(Rollout rollout, Instant now) {
        var openedAt = Optional.ofNullable(rollout.stageProgress().openedAt).orElse(now);
        var judgement = arms.judge(rollout, openedAt).orElse(null);
        var comparison = judgement == null ? null : judgement.comparison();
        if (judgement != null && comparison != null) {
            journal.evidence(
                    rollout.id(), new EvidencePoint(now, rollout.stage(), Journal.verdict(judgement), comparison));
        }
        return judgement;
    }
}
