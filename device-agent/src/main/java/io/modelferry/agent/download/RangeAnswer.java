package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import java.net.http.HttpHeaders;
import java.util.regex.Pattern;

/**
 * What an answer to a request for bytes is, by its status and headers alone.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
sealed interface RangeAnswer {

    /** The bytes from the asked offset on, at least one, at most what was asked. */
    record Part(long lengthBytes) implements RangeAnswer {}

    /**
     * The file from its first byte on, asked or not.
     *
     * @param vouched whether the answer names the file or its right length
     */
    record Whole(boolean vouched) implements RangeAnswer {}

    /** Ranges do not work on this way: the whole file must be asked for. */
    record NoRanges() implements RangeAnswer {}

    /**
     * What was asked for.
     *
     * @param last inclusive
     * @param ranged whether a range was asked for; else the whole file
     */
    record Asked(ArtifactDigest digest, long from, long last, long totalBytes, boolean ranged) {

        /** The strong entity tag of the file. */
        String tag() {
            return '"' + digest.hex() + '"';
        }
    }

    int OK = 200;
    int PARTIAL = 206;
    int RANGE_NOT_SATISFIABLE = 416;
    Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

    /** @throws UpdateFailure NETWORK for what does not answer the question; no byte of the body is of use then */
    static RangeAnswer of(int status, HttpHeaders headers, Asked asked) throws UpdateFailure {
        return switch (status) {
            case OK -> whole(headers, asked);
            case PARTIAL -> part(headers, asked);
            case RANGE_NOT_SATISFIABLE -> unsatisfied(headers, asked);
            default -> throw network("status " + status);
        };
    }

    private static Whole whole(HttpHeaders headers, Asked asked) throws UpdateFailure {
        var announced = headers.firstValue("Content-Length");
        requireLength(headers, asked.totalBytes());
        return new Whole(announced.isPresent()
                || headers.firstValue("ETag").filter(asked.tag()::equals).isPresent());
    }

    private static Part part(HttpHeaders headers, Asked asked) throws UpdateFailure {
        var range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        if (!asked.ranged() || !range.matches()) {
            throw network("a range that was not asked for, or that does not say which it is");
        }
        var first = Long.parseLong(range.group(1));
        var last = Long.parseLong(range.group(2));
        if (first != asked.from() || last < first || last > asked.last()) {
            throw network(
                    "bytes %d to %d where %d to %d were asked for".formatted(first, last, asked.from(), asked.last()));
        }
        if (!range.group(3).equals("*") && Long.parseLong(range.group(3)) != asked.totalBytes()) {
            throw network("a range of a file of %s bytes, not %d".formatted(range.group(3), asked.totalBytes()));
        }
        var tag = headers.firstValue("ETag").orElse(asked.tag());
        if (!tag.equals(asked.tag())) {
            throw network("a range of another file, by its ETag");
        }
        requireLength(headers, last - first + 1);
        return new Part(last - first + 1);
    }

    /** With the right length it is the range that was not understood; with another one the file is not ours. */
    private static NoRanges unsatisfied(HttpHeaders headers, Asked asked) throws UpdateFailure {
        var range = UNSATISFIED.matcher(headers.firstValue("Content-Range").orElse(""));
        if (range.matches() && Long.parseLong(range.group(1)) != asked.totalBytes()) {
            throw network("the server's file has %s bytes, not %d".formatted(range.group(1), asked.totalBytes()));
        }
        if (!asked.ranged()) {
            throw network("status 416 where no range was asked for");
        }
        return new NoRanges();
    }

    private static void requireLength(HttpHeaders headers, long expected) throws UpdateFailure {
        var announced = headers.firstValue("Content-Length").orElse(String.valueOf(expected));
        if (!announced.equals(String.valueOf(expected))) {
            throw network("%s bytes announced where %d should come".formatted(announced, expected));
        }
    }
}
