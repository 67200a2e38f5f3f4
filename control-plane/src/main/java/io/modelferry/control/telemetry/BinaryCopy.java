package io.modelferry.control.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format, field by field in the order of the column list. Big-endian throughout.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, "Binary Format"</a>
 */
final class BinaryCopy {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int NULL = -1;
    private static final int END = -1;
    private static final int INT8_OID = 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    BinaryCopy() {
        write(() -> {
            out.write(SIGNATURE);
            out.writeInt(0); // flags: no OIDs
            out.writeInt(0); // no header extension
        });
    }

    /** Begins a row of so many fields; each must follow. */
    BinaryCopy row(int fields) {
        return write(() -> out.writeShort(fields));
    }

    BinaryCopy text(String value) {
        return bytea(value.getBytes(StandardCharsets.UTF_8));
    }

    BinaryCopy bytea(byte @Nullable [] value) {
        return value == null
                ? none()
                : write(() -> {
                    out.writeInt(value.length);
                    out.write(value);
                });
    }

    BinaryCopy uuid(UUID value) {
        return write(() -> {
            out.writeInt(2 * Long.BYTES);
            out.writeLong(value.getMostSignificantBits());
            out.writeLong(value.getLeastSignificantBits());
        });
    }

    BinaryCopy int8(@Nullable Long value) {
        return value == null
                ? none()
                : write(() -> {
                    out.writeInt(Long.BYTES);
                    out.writeLong(value);
                });
    }

    BinaryCopy float8(@Nullable Double value) {
        return int8(value == null ? null : Double.doubleToLongBits(value));
    }

    /** Microseconds since the year 2000; what is finer is cut off. */
    BinaryCopy timestamptz(Instant value) {
        return int8(Math.floorDiv(Duration.between(EPOCH, value).toNanos(), 1000L));
    }

    /** One dimension from index 1; an empty array has none. */
    BinaryCopy int8s(List<Long> values) {
        return write(() -> {
            var header = values.isEmpty() ? 3 : 5;
            out.writeInt(header * Integer.BYTES + values.size() * (Integer.BYTES + Long.BYTES));
            out.writeInt(values.isEmpty() ? 0 : 1); // dimensions
            out.writeInt(0); // no nulls
            out.writeInt(INT8_OID);
            if (!values.isEmpty()) {
                out.writeInt(values.size());
                out.writeInt(1); // lower bound
            }
            for (var value : values) {
                out.writeInt(Long.BYTES);
                out.writeLong(value);
            }
        });
    }

    /** Ends the stream. */
    byte[] finish() {
        write(() -> out.writeShort(END));
        return bytes.toByteArray();
    }

    private BinaryCopy none() {
        return write(() -> out.writeInt(NULL));
    }

    private interface Step {
        void run() throws IOException;
    }

    private BinaryCopy write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return this;
    }
}
