package io.modelferry.agent.proof;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Java's own report of a native crash comes down to: a signal, and the library where it happened. */
final class CrashReport {

    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z]+) .*");
    private static final Pattern FRAME = Pattern.compile("# [A-Za-z]\\s+(\\[.*)");

    private @Nullable String signal;
    private @Nullable String frame;

    /** Whether the line belongs to a report; it is read if so. */
    synchronized boolean takes(String line) {
        var signals = SIGNAL.matcher(line);
        var frames = FRAME.matcher(line);
        if (signals.matches()) {
            signal = signals.group(1);
        } else if (frames.matches()) {
            frame = frames.group(1);
        }
        return line.startsWith("#");
    }

    /** @return empty if there was no crash that Java could report */
    synchronized Optional<String> text() {
        return Optional.ofNullable(signal).map(name -> frame == null ? name : name + " in " + frame);
    }
}
