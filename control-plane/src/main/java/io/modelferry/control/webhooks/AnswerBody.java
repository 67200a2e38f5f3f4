package io.modelferry.control.webhooks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The body of an answer whose status line was read: up to {@code Content-Length}, by chunks, or until the connection ends (RFC 9112 § 6.3). No
 * trailers are kept.
 */
final class AnswerBody {

    private static final int LONGEST_LINE = 8 << 10;
    private static final int MOST_LINES = 100;

    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long length = Long.MAX_VALUE;
    private boolean chunked;

    private AnswerBody(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** @return the body, or its first {@code most} bytes */
    static byte[] read(InputStream in, int most) throws IOException {
        var answer = new AnswerBody(in, most);
        answer.head();
        if (answer.chunked) {
            answer.chunks();
        } else {
            answer.take(answer.length, true);
        }
        return answer.body.toByteArray();
    }

    private void head() throws IOException {
        for (var lines = 0; lines < MOST_LINES; lines++) {
            var line = line();
            if (line.isEmpty()) {
                return;
            }
            var colon = line.indexOf(':');
            var name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            var value = line.substring(colon + 1).strip();
            switch (name) {
                case "content-length" -> length = number(value, 10);
                case "transfer-encoding" ->
                    chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                default -> {} // nothing else says where the body ends
            }
        }
        throw new IOException("the answer's head has no end");
    }

    private void chunks() throws IOException {
        while (body.size() < most) {
            var size = number(line().replaceFirst(";.*", "").strip(), 16);
            if (size == 0) {
                return;
            }
            take(size, false);
            line();
        }
    }

    private void take(long bytes, boolean mayEnd) throws IOException {
        for (var left = bytes; left > 0 && body.size() < most; left--) {
            var next = in.read();
            if (next < 0) {
                if (mayEnd && length == Long.MAX_VALUE) {
                    return;
                }
                throw new IOException("the answer ends in its middle");
            }
            body.write(next);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == LONGEST_LINE) {
                throw new IOException("the answer is not HTTP");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not HTTP", e);
        }
    }
}
