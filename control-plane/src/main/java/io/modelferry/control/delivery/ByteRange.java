package io.modelferry.control.delivery;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of a file, both ends included, as RFC 9110 section 14 has it. Several ranges in one request are answered with the
 * whole file, which the RFC allows.
 */
record ByteRange(long first, long last) {

    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What to send. */
    sealed interface Wanted {
        record Whole() implements Wanted {}

        record Part(ByteRange range) implements Wanted {}

        /** 416. */
        record Unsatisfiable() implements Wanted {}
    }

    long length() {
        return last - first + 1;
    }

    /**
     * @param ifRange if present and not {@code etag}, the file has changed and the whole of it is due
     * @param etag quoted
     */
    static Wanted of(@Nullable String range, @Nullable String ifRange, String etag, long total) {
        if (range == null || (ifRange != null && !ifRange.equals(etag))) {
            return new Wanted.Whole();
        }
        var parts = FORM.matcher(range.strip());
        if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
            return new Wanted.Whole();
        }
        return within(parts.group(1), parts.group(2), total)
                .<Wanted>map(Wanted.Part::new)
                .orElseGet(Wanted.Unsatisfiable::new);
    }

    private static Optional<ByteRange> within(String first, String last, long total) {
        if (first.isEmpty()) {
            var suffix = Math.min(Long.parseLong(last), total);
            return suffix == 0 ? Optional.empty() : Optional.of(new ByteRange(total - suffix, total - 1));
        }
        var from = Long.parseLong(first);
        var to = last.isEmpty() ? total - 1 : Math.min(Long.parseLong(last), total - 1);
        return from < total && from <= to ? Optional.of(new ByteRange(from, to)) : Optional.empty();
    }
}
