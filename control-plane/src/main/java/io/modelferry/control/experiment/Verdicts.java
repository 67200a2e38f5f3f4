package io.modelferry.control.experiment;

import io.modelferry.control.rollout.VerdictReached;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.control.rollout.gate.Judge.Question;
import io.modelferry.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the first time that a stage reached a verdict about a rule, and tells it once. */
@Component
class Verdicts {

    private final JdbcClient sql;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    Verdicts(JdbcClient sql, ApplicationEventPublisher events, InstantSource clock) {
        this.sql = sql;
        this.events = events;
        this.clock = clock;
    }

    /** In the caller's transaction, if there is one. */
    void note(Question question, Judgement judgement) {
        switch (judgement) {
            case Passed passed -> first(question, "PASSED", judgement);
            case Worse worse -> first(question, "WORSE", judgement);
            case CannotTell unclear -> {}
        }
    }

    private void first(Question question, String verdict, Judgement judgement) {
        var added = sql.sql("""
                insert into experiment_verdict (rollout_id, since, rule, verdict, summary, comparison, reached_at)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        question.rollout(),
                        Timestamp.from(question.since()),
                        question.rule().name(),
                        verdict,
                        judgement.summary(),
                        new String(ProtocolJson.write(evidence(judgement)), StandardCharsets.UTF_8),
                        Timestamp.from(clock.instant()))
                .update();
        if (added == 1) {
            events.publishEvent(new VerdictReached(question.rollout(), judgement));
        }
    }

    private static Object evidence(Judgement judgement) {
        if (judgement.comparison() != null) {
            return judgement.comparison();
        }
        return judgement.numbers() != null ? judgement.numbers() : Map.of();
    }
}
