package io.modelferry.cli.server;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream} (WHATWG HTML, section 9.2).
 *
 * @param name {@code message} unless the stream names it
 * @param data lines joined by newlines
 */
public record ServerSentEvent(String name, String data) {

    private static final int MAX_DATA = 1 << 20;

    /** Reads events until the lines end; comments and unknown fields are skipped, an unfinished last event is dropped. */
    static Iterator<ServerSentEvent> read(Iterator<String> lines) {
        return new Iterator<>() {
            private @Nullable ServerSentEvent next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = parse(lines);
                }
                return next != null;
            }

            @Override
            public ServerSentEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                var event = next;
                next = null;
                return java.util.Objects.requireNonNull(event);
            }
        };
    }

    private static @Nullable ServerSentEvent parse(Iterator<String> lines) {
        var name = "message";
        var data = new StringBuilder();
        var any = false;
        while (lines.hasNext()) {
            var line = lines.next();
            if (line.isEmpty()) {
                if (any) {
                    return new ServerSentEvent(name, data.toString());
                }
                name = "message";
            } else if (line.startsWith("event:")) {
                name = value(line, 6);
            } else if (line.startsWith("data:") && data.length() < MAX_DATA) {
                data.append(any ? "\n" : "").append(value(line, 5));
                any = true;
            }
        }
        return null;
    }

    private static String value(String line, int from) {
        return line.startsWith(" ", from) ? line.substring(from + 1) : line.substring(from);
    }
}
