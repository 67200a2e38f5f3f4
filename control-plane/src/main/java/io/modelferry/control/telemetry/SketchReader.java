package io.modelferry.control.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LinearlyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.modelferry.protocol.MalformedMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Reads a stranger's latency sketch. Its own reader of the few protobuf fields, because the generated one of the library is of a
 * kind that hostile bytes can keep busy; whatever the bytes claim, it takes time and space in proportion to their length.
 *
 * @see <a href="https://github.com/DataDog/sketches-java/blob/master/src/protobuf/proto/DDSketch.proto">DDSketch.proto</a>
 */
final class SketchReader {

    /** Enough for nine decades at one per cent; what a sketch claims beyond that collapses instead of growing. */
    static final int MAX_BINS = 2048;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private double gamma;
    private double indexOffset;
    private long interpolation;
    private double zeroCount;
    private final Store positive = new CollapsingLowestDenseStore(MAX_BINS);

    private SketchReader() {}

    /** @throws MalformedMessage if it is not a sketch of finite, non-negative latencies */
    static DDSketch read(byte[] protobuf) {
        var reader = new SketchReader();
        fields(ByteBuffer.wrap(protobuf), reader::sketch);
        var nothingBelowZero = new CollapsingLowestDenseStore(1);
        return DDSketch.of(reader.mapping(), nothingBelowZero, reader.positive, reader.zeroCount);
    }

    /** One field: its number, and its value as a slice of eight bytes, a varint's value, or the bytes themselves. */
    private record Field(int number, int type, long value, ByteBuffer bytes) {

        double number64() {
            return Double.longBitsToDouble(expect(FIXED64).value);
        }

        ByteBuffer message() {
            return expect(BYTES).bytes;
        }

        /** sint32 in zigzag. */
        int signed() {
            var raw = expect(VARINT).value;
            return Math.toIntExact((raw >>> 1) ^ -(raw & 1));
        }

        private Field expect(int wanted) {
            require(type == wanted);
            return this;
        }
    }

    private void sketch(Field field) {
        switch (field.number()) {
            case 1 -> fields(field.message(), this::mapping);
            case 2 -> store(field.message());
            case 3 -> require(!field.message().hasRemaining()); // no latency is negative
            case 4 -> zeroCount = count(field.number64());
            default -> {} // a newer sender knows more
        }
    }

    private void mapping(Field field) {
        switch (field.number()) {
            case 1 -> gamma = field.number64();
            case 2 -> indexOffset = field.number64();
            case 3 -> interpolation = field.expect(VARINT).value();
            default -> {}
        }
    }

    private IndexMapping mapping() {
        require(gamma > 1.0001 && gamma < 2 && Math.abs(indexOffset) < 1e6);
        if (interpolation == 0) {
            return new LogarithmicMapping(gamma, indexOffset);
        }
        require(interpolation == 1 || interpolation == 3);
        return interpolation == 1
                ? new LinearlyInterpolatedMapping(gamma, indexOffset)
                : new CubicallyInterpolatedMapping(gamma, indexOffset);
    }

    private void store(ByteBuffer message) {
        var run = new ContiguousBins();
        fields(message, field -> {
            switch (field.number()) {
                case 1 -> sparseBin(field.message());
                case 2 -> run.counts = field.message().order(ByteOrder.LITTLE_ENDIAN);
                case 3 -> run.first = field.signed();
                default -> {}
            }
        });
        run.addTo(positive);
    }

    private void sparseBin(ByteBuffer entry) {
        var bin = new Object() {
            int index;
            double count;
        };
        fields(entry, field -> {
            switch (field.number()) {
                case 1 -> bin.index = field.signed();
                case 2 -> bin.count = count(field.number64());
                default -> {}
            }
        });
        add(positive, bin.index, bin.count);
    }

    /** Counts of the bins {@code first}, {@code first + 1}, … */
    private static final class ContiguousBins {

        private int first;
        private ByteBuffer counts = ByteBuffer.allocate(0);

        void addTo(Store store) {
            require(counts.remaining() % Double.BYTES == 0);
            for (var index = first; counts.hasRemaining(); index++) {
                add(store, index, count(counts.getDouble()));
            }
        }
    }

    private static void add(Store store, int index, double count) {
        require(Math.abs((long) index) < 1_000_000);
        if (count > 0) {
            store.add(index, count);
        }
    }

    private static double count(double value) {
        require(value >= 0 && value <= Long.MAX_VALUE);
        return value;
    }

    private static void fields(ByteBuffer message, Consumer<Field> each) {
        while (message.hasRemaining()) {
            var tag = varint(message);
            var number = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
            var type = (int) (tag & 7);
            each.accept(
                    switch (type) {
                        case VARINT -> new Field(number, type, varint(message), message);
                        case FIXED64 -> new Field(number, type, fixed64(message), message);
                        case BYTES -> new Field(number, type, 0, slice(message, varint(message)));
                        case FIXED32 -> new Field(number, type, 0, slice(message, Integer.BYTES));
                        default -> throw new MalformedMessage("not a latency sketch");
                    });
        }
    }

    private static long varint(ByteBuffer message) {
        var value = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            require(message.hasRemaining());
            var next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedMessage("not a latency sketch");
    }

    private static long fixed64(ByteBuffer message) {
        return slice(message, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static ByteBuffer slice(ByteBuffer message, long length) {
        require(length >= 0 && length <= message.remaining());
        var slice = message.slice(message.position(), (int) length);
        message.position(message.position() + (int) length);
        return slice;
    }

    private static void require(boolean kept) {
        if (!kept) {
            throw new MalformedMessage("not a latency sketch");
        }
    }
}
