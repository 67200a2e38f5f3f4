package io.modelferry.control.telemetry;

import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays the coarsest roll-ups over a range that fit between its ends and divide its step, and finer ones, at last raw windows,
 * where they do not reach. The pieces touch and never overlap, so that sums over them are sums over the range.
 */
final class Cover {

    private static final String COMMON =
            "model, digest, site, device_class, inferences, errors, failed_in_swap, labelled, correct," + " latency";

    private Cover() {}

    /** @param rolledUntil before it every window is in the roll-ups of each span that is over by then */
    static List<Piece> of(Range range, Instant rolledUntil) {
        var pieces = new ArrayList<Piece>();
        lay(range.from(), range.to(), range.step(), rolledUntil, Span.DAY, pieces);
        return pieces;
    }

    static List<Piece> raw(Range range) {
        return List.of(new Piece(null, range.from(), range.to()));
    }

    private static void lay(
            Instant from, Instant to, Duration step, Instant rolledUntil, @Nullable Span span, List<Piece> pieces) {
        if (!from.isBefore(to)) {
            return;
        }
        if (span == null) {
            pieces.add(new Piece(null, from, to));
            return;
        }
        var start = span.ceiling(from);
        var end = span.floor(to.isBefore(rolledUntil) ? to : rolledUntil);
        if (!span.divides(step) || !start.isBefore(end)) {
            lay(from, to, step, rolledUntil, span.parts(), pieces);
            return;
        }
        lay(from, start, step, rolledUntil, span.parts(), pieces);
        pieces.add(new Piece(span, start, end));
        lay(end, to, step, rolledUntil, span.parts(), pieces);
    }

    /** @param span null for raw windows */
    record Piece(@Nullable Span span, Instant from, Instant to) {

        String select() {
            return span == null
                    ? "select from_at as at, device_id, " + COMMON + ", drift * inferences as drift_sum,"
                            + " case when drift is not null then inferences end as drift_answers from telemetry_window"
                            + " where model = ? and from_at >= ? and from_at < ?"
                    : "select bucket as at, null as device_id, " + COMMON + ", drift_sum, drift_answers"
                            + " from telemetry_rollup where span = " + span.seconds()
                            + " and model = ? and bucket >= ? and bucket < ?";
        }

        List<Object> arguments(ModelName model) {
            return List.of(model.value(), Timestamp.from(from), Timestamp.from(to));
        }
    }
}
