package io.modelferry.agent.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The last lines that a process said, whatever it says in all. */
final class Tail {

    private static final int LINES = 8;
    private static final int LINE_CHARS = 2048;
    private static final int SHOWN_CHARS = 160;
    private static final int BUFFER = 4096;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        lines.addLast(line.substring(0, Math.min(SHOWN_CHARS, line.length())));
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    synchronized String text() {
        return String.join(" | ", lines);
    }

    /** Reads to the end; what is longer than a line should be is cut. */
    static void drain(InputStream in, Consumer<String> lines) {
        var line = new StringBuilder();
        var buffer = new byte[BUFFER];
        try (in) {
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (var character : new String(buffer, 0, n, StandardCharsets.ISO_8859_1).toCharArray()) {
                    if (character == '\n') {
                        lines.accept(line.toString());
                        line.setLength(0);
                    } else if (line.length() < LINE_CHARS) {
                        line.append(character);
                    }
                }
            }
            lines.accept(line.toString());
        } catch (IOException e) {
            lines.accept(line.toString()); // the process was ended
        }
    }
}
