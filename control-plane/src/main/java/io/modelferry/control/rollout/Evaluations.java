package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.rollout.gate.GateAnswers;
import io.modelferry.control.rollout.gate.GateAnswers.Stage;
import io.modelferry.control.rollout.gate.GateAnswers.Word;
import io.modelferry.control.rollout.gate.GateHooks;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.gate.Judge;
import io.modelferry.control.rollout.gate.WebhookAnswer;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.protocol.ProtocolJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Puts a stage's gates to those who can answer them, twice an evaluation period, and remembers the answers until the next time: ticks are for
 * devices, and the field does not change with each of them. What crosses its bound just after one look is seen by the next, and acted on,
 * before the period is over. The memory may be lost at any time; then everybody is asked again.
 */
@Component
class Evaluations {

    private static final int LOOKS = 2; // one could be nearly a period late, and then still has to be acted on

    private final Arms arms;
    private final Judge judge;
    private final GateHooks hooks;
    private final Journal journal;
    private final Duration every;
    private final Map<RolloutId, Evaluation> latest = new ConcurrentHashMap<>();

    private record Evaluation(
            int stage, Instant at, GateAnswers answers, Map<GateRule.Webhook, CompletableFuture<WebhookAnswer>> asked) {

        Map<GateRule.Webhook, WebhookAnswer> answered() {
            var answered = new HashMap<GateRule.Webhook, WebhookAnswer>();
            asked.forEach((gate, answer) -> {
                if (answer.isDone()) {
                    answered.put(gate, answer.join());
                }
            });
            return answered;
        }
    }

    Evaluations(
            Arms arms,
            Judge judge,
            ObjectProvider<GateHooks> hooks,
            Journal journal,
            ModelferryConfiguration configuration) {
        this.arms = arms;
        this.judge = judge;
        this.hooks = hooks.getIfAvailable(() -> GateHooks.NONE);
        this.journal = journal;
        var settings = configuration.rollout();
        this.every = settings.evaluateEvery()
                .dividedBy(LOOKS)
                .minus(settings.tick()); // the tick after that would be too late
    }

    GateAnswers answers(Rollout rollout, Instant now) {
        var before = latest.get(rollout.id());
        if (before == null
                || before.stage() != rollout.stage()
                || !now.isBefore(before.at().plus(every))) {
            before = evaluate(rollout, now, before == null || before.stage() != rollout.stage() ? null : before);
            latest.put(rollout.id(), before);
        }
        return before.answers().with(before.answered()).with(word(rollout));
    }

    private Evaluation evaluate(Rollout rollout, Instant now, @Nullable Evaluation before) {
        var rules = rollout.plan().rules(rollout.stage());
        var openedAt = Optional.ofNullable(rollout.stageProgress().openedAt).orElse(now);
        var stage = new Stage(rollout.id().value(), rollout.model(), openedAt, rules);
        var measured = rules.stream().anyMatch(rule -> rule.measured().isPresent());
        var answers = measured
                ? GateAnswers.ask(
                        judge,
                        stage,
                        arms.treatment(rollout),
                        arms.control(rollout).orElse(null))
                : new GateAnswers(Map.of(), true, Map.of(), null);
        note(rollout, answers, now);
        return new Evaluation(rollout.stage(), now, answers, stillGood(before));
    }

    /** Yes, no, and who is still thinking; who had no answer, or told us to wait, is asked again. */
    private static Map<GateRule.Webhook, CompletableFuture<WebhookAnswer>> stillGood(@Nullable Evaluation before) {
        var kept = new ConcurrentHashMap<GateRule.Webhook, CompletableFuture<WebhookAnswer>>();
        if (before != null) {
            before.asked().forEach((gate, answer) -> {
                if (!answer.isDone() || answer.join().settled()) {
                    kept.put(gate, answer);
                }
            });
        }
        return kept;
    }

    private void note(Rollout rollout, GateAnswers answers, Instant now) {
        answers.judgements().values().forEach(judgement -> {
            var comparison = judgement.comparison();
            if (comparison != null) {
                journal.evidence(
                        rollout.id(), new EvidencePoint(now, rollout.stage(), Journal.verdict(judgement), comparison));
            }
        });
    }

    private static @Nullable Word word(Rollout rollout) {
        var said = rollout.stageProgress();
        return said.wordYes == null
                ? null
                : new Word(
                        said.wordYes,
                        Objects.requireNonNullElse(said.wordBy, ""),
                        Objects.requireNonNullElse(said.wordReason, ""));
    }

    /** Everything before these gates passed: now they are asked, each once in an evaluation, of which there are two a period. */
    void ask(Rollout rollout, List<GateRule.Webhook> due, List<GateStanding> standings) {
        var evaluation = latest.get(rollout.id());
        if (evaluation == null || due.isEmpty()) {
            return;
        }
        var body = ProtocolJson.write(new Asked(
                rollout.id().value(),
                rollout.model().value(),
                rollout.version().value(),
                rollout.stage(),
                rollout.stagePlan().name(),
                standings));
        due.forEach(gate -> evaluation.asked().computeIfAbsent(gate, one -> hooks.ask(one, body)));
    }

    /** What another program is told. */
    record Asked(String rollout, String model, String version, int stage, String stageName, List<GateStanding> gates) {}

    /** The latest numbers about accuracy; empty where none was judged. */
    Optional<Judge.Comparison> comparison(RolloutId rollout) {
        return Optional.ofNullable(latest.get(rollout))
                .flatMap(evaluation -> evaluation.answers().judgements().values().stream()
                        .flatMap(judgement -> Optional.ofNullable(judgement.comparison()).stream())
                        .findFirst());
    }

    void forget(RolloutId rollout) {
        latest.remove(rollout);
    }
}
