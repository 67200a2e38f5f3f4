package io.modelferry.control.targeting;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A column that is a moment. A device without one is neither before nor after anything.
 *
 * @param hour column with the moment's hour in UTC, which is the indexed one; empty if the moment itself is
 */
record MomentField(String column, String hour, InstantSource clock) implements FilterField {

    private static final Duration LONGEST_AGE = Duration.ofDays(36_500);

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(Operator.ORDER);
        var moment = moment(comparison);
        var exact = "%s %s %s"
                .formatted(column, comparison.operator().sql(), bindings.bind(moment.atOffset(ZoneOffset.UTC)));
        return hour.isEmpty() ? exact : "(" + exact + " and " + roughly(comparison, moment, bindings) + ")";
    }

    /** True of every row that the exact comparison is true of. */
    private String roughly(Comparison comparison, Instant moment, Bindings bindings) {
        var before = comparison.operator() == Operator.LESS || comparison.operator() == Operator.LESS_OR_EQUAL;
        var begun =
                moment.truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC).toLocalDateTime();
        return "%s %s %s".formatted(hour, before ? "<=" : ">=", bindings.bind(begun));
    }

    private Instant moment(Comparison comparison) {
        var text = comparison.value();
        try {
            if (text.startsWith("-P")) {
                return past(Duration.parse(text));
            }
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw comparison.refused(
                    "is a moment, not '" + text + "'.",
                    List.of("2026-11-01", "2026-11-01T12:00:00Z", "-PT1H (an hour ago)", "-P7D (seven days ago)"));
        }
    }

    private Instant past(Duration age) {
        if (age.negated().compareTo(LONGEST_AGE) > 0) {
            throw new DateTimeException("before any device");
        }
        return clock.instant().plus(age);
    }
}
