package io.modelferry.control.rollout.plan;

import io.modelferry.control.platform.Refusal;
import java.time.Duration;

/** Refuses in words that begin with the field. */
final class Require {

    /** No span of a plan is longer. */
    static final Duration LONGEST = Duration.ofDays(90);

    private Require() {}

    static void that(boolean kept, String code, String field, String detail) {
        if (!kept) {
            throw refusal(code, field, detail);
        }
    }

    /** The field stands in the words, for a person, and beside them, for machines. */
    static Refusal refusal(String code, String field, String detail) {
        return Refusal.invalid(code, field + ": " + detail).about(field);
    }

    /** NaN is none. */
    static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    static boolean positive(Duration span) {
        return span.isPositive() && span.compareTo(LONGEST) <= 0;
    }
}
