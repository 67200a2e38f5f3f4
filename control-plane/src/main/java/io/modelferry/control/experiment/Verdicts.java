package io.modelferry.control.experiment;

import io.modelferry.control.rollout.Judge.Comparison;
import io.modelferry.control.rollout.Judge.Judgement;
import io.modelferry.control.rollout.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.Judge.Judgement.Passed;
import io.modelferry.control.rollout.Judge.Judgement.Worse;
import io.modelferry.control.rollout.Judge.Question;
import io.modelferry.control.rollout.VerdictReached;
import io.modelferry.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the first time that a stage reached a verdict, and tells it once. */
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
            case Passed(Comparison comparison, String summary) -> first(question, "PASSED", comparison, judgement);
            case Worse(Comparison comparison, String summary) -> first(question, "WORSE", comparison, judgement);
            case CannotTell unclear -> {}
        }
    }

    private void first(Question question, String verdict, Comparison comparison, Judgement judgement) {
        var added = sql.sql("""
                insert into experiment_verdict (rollout_id, since, verdict, summary, comparison, reached_at)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        question.rollout(),
                        Timestamp.from(question.since()),
                        verdict,
                        judgement.summary(),
                        new String(ProtocolJson.write(comparison), StandardCharsets.UTF_8),
                        Timestamp.from(clock.instant()))
                .update();
        if (added == 1) {
            events.publishEvent(new VerdictReached(question.rollout(), judgement));
        }
    }
}
