package io.modelferry.agent.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent's own lines for {@link LastLines}; named in logback-agent.xml and nowhere else, so an application without
 * Logback never loads it. Of other loggers nothing is kept, and of an exception only its class and where in the agent it came
 * from: what it says may be made of an input.
 */
public final class LastLinesAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final String OURS = "io.modelferry.agent.";

    private final LastLines lines;

    /** For Logback. */
    public LastLinesAppender() {
        this(LastLines.OF_THIS_PROCESS);
    }

    LastLinesAppender(LastLines lines) {
        this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLoggerName().startsWith(OURS) && event.getLevel().isGreaterOrEqual(Level.INFO)) {
            var logger = event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
            lines.add("%s %s %s: %s%s"
                    .formatted(
                            Instant.ofEpochMilli(event.getTimeStamp()),
                            event.getLevel(),
                            logger,
                            event.getFormattedMessage(),
                            thrown(event.getThrowableProxy())));
        }
    }

    private static String thrown(@Nullable IThrowableProxy thrown) {
        if (thrown == null) {
            return "";
        }
        var place = Arrays.stream(thrown.getStackTraceElementProxyArray())
                .map(frame -> frame.getStackTraceElement())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst();
        return " (" + thrown.getClassName() + place.map(frame -> " at " + frame).orElse("") + ")";
    }
}
