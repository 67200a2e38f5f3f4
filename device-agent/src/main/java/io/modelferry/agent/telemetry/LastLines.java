package io.modelferry.agent.telemetry;

import io.modelferry.protocol.report.UpdateEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last lines of a log, for the event of a failure. Bounded in number and length. Credentials in what others wrote (a URL in
 * an exception's message, say) are masked here; the agent itself logs none, and no input.
 */
public final class LastLines {

    /** Where {@link LastLinesAppender} writes to: a log belongs to a process, not to an object. */
    public static final LastLines OF_THIS_PROCESS = new LastLines();

    static final int LONGEST_LINE = 400;

    private static final Pattern PEM = Pattern.compile("-----BEGIN.*?(-----END[^-]*-----|$)", Pattern.DOTALL);
    private static final Pattern USER_IN_URL = Pattern.compile("://[^/\\s@]+@");
    private static final Pattern JOIN_STRING = Pattern.compile("ferry1:[^\\s\"']+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]+");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b([a-z0-9_-]*(?:token|password|passwd|secret|signature|credential|api-?key))(\"?\\s*[=:]\\s*)[^&\\s,;]+");
    private static final Pattern BREAKS = Pattern.compile("\\s*[\\r\\n]+\\s*");

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        var safe = masked(line);
        lines.add(safe.length() > LONGEST_LINE ? safe.substring(0, LONGEST_LINE) : safe);
        if (lines.size() > UpdateEvent.MAX_LOG_LINES) {
            lines.remove();
        }
    }

    private static String masked(String line) {
        var text = PEM.matcher(line).replaceAll("***");
        text = USER_IN_URL.matcher(text).replaceAll("://***@");
        text = JOIN_STRING.matcher(text).replaceAll("ferry1:***");
        text = BEARER.matcher(text).replaceAll("$1 ***");
        text = SECRET.matcher(text).replaceAll("$1$2***");
        return BREAKS.matcher(text).replaceAll(" ");
    }

    /** @return oldest first; null if nobody writes here, as in an application that embeds the agent and logs elsewhere */
    public synchronized @Nullable List<String> newest() {
        return lines.isEmpty() ? null : List.copyOf(lines);
    }
}
