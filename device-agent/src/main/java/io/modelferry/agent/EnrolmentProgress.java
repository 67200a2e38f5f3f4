package io.modelferry.agent;

import io.modelferry.agent.enrolment.AwaitingOperator;
import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.update.Ticks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an enrolment says that takes long: what is new at once, the same again every five minutes. */
final class EnrolmentProgress {

    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentProgress.class);
    private static final Duration REPEAT = Duration.ofMinutes(5);

    private final Ticks ticks;
    private final long began;
    private String said = "";
    private long saidAt;

    EnrolmentProgress(Ticks ticks) {
        this.ticks = ticks;
        this.began = ticks.nanos();
    }

    void notYet(EnrolmentRefused why, Duration pause) {
        var words = String.valueOf(why.getMessage());
        if (words.equals(said) && ticks.since(saidAt).compareTo(REPEAT) < 0) {
            return;
        }
        said = words;
        saidAt = ticks.nanos();
        var level = why instanceof AwaitingOperator ? LOG.atInfo() : LOG.atWarn();
        level.log(
                "{}; trying again every {} s, since {} min",
                words,
                pause.toSeconds(),
                ticks.since(began).toMinutes());
    }
}
