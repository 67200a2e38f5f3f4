package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Chunk;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.predict.Prediction;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Codes runs of a pair's target: the buffers and the workbench of one thread. First {@link #take} some elements, then say what to {@link #expect} of
 * them, then try any number of codecs: what is read and predicted once serves all.
 */
final class Coder implements AutoCloseable {

    private static final byte[] AS_EXPECTED = new byte[0];

    private final Effort effort;
    private final Workbench workbench = new Workbench();
    private byte[] target = new byte[0];
    private byte[] predicted = new byte[0];
    private byte[] run = new byte[0];
    private @Nullable Pair pair;
    private @Nullable Sample sample;
    private @Nullable Prediction prediction;

    Coder(Effort effort) {
        this.effort = effort;
    }

    Effort effort() {
        return effort;
    }

    /** Codes elements {@code [first, first + count)}. Returns what {@link #coded} returns. */
    byte @Nullable [] code(Pair pair, Way way, long first, int count) throws IOException {
        take(pair, new Sample(new long[] {first}, count));
        if (way.codec().readsPrediction()) {
            expect(way.prediction());
        }
        return coded(way.codec());
    }

    /** Reads the sample's elements of the target, one run behind the other. */
    void take(Pair pair, Sample sample) throws IOException {
        if (this.pair == pair && this.sample == sample) {
            return;
        }
        int width = pair.type().width();
        int runBytes = sample.count() * width;
        target = grown(target, sample.firsts().length * runBytes);
        for (int i = 0; i < sample.firsts().length; i++) {
            pair.target().bytes().read(sample.firsts()[i] * width, target, i * runBytes, runBytes);
        }
        this.pair = pair;
        this.sample = sample;
        this.prediction = null;
    }

    /** Predicts what was taken. */
    void expect(Prediction prediction) throws IOException {
        if (this.prediction == prediction) {
            return;
        }
        var base = taken().counterpart();
        var from = sampled();
        int runBytes = from.count() * taken().type().width();
        predicted = grown(predicted, from.firsts().length * runBytes);
        prediction.predict(base, from.firsts()[0], from.count(), predicted);
        for (int i = 1; i < from.firsts().length; i++) {
            run = grown(run, runBytes);
            prediction.predict(base, from.firsts()[i], from.count(), run);
            System.arraycopy(run, 0, predicted, i * runBytes, runBytes);
        }
        this.prediction = prediction;
    }

    /** @return nothing for elements that are all as expected; null if the codec cannot express them */
    byte @Nullable [] coded(Codec codec) throws IOException {
        var from = sampled();
        int length = (int) from.elements() * taken().type().width();
        if (codec.readsPrediction() && Arrays.equals(predicted, 0, length, target, 0, length)) {
            return AS_EXPECTED;
        }
        long row = taken().target().rowLength();
        int rowLength = row <= Integer.MAX_VALUE ? (int) row : 0;
        int phase = rowLength == 0 ? 0 : (int) (from.firsts()[0] % rowLength);
        return workbench
                .codec(codec)
                .encode(new Chunk(predicted, target, length, taken().type(), rowLength, phase), taken().whole());
    }

    byte[] compressed(byte[] raw) {
        return raw.length == 0 ? raw : workbench.zstd().compress(raw, raw.length);
    }

    private Pair taken() {
        return Objects.requireNonNull(pair);
    }

    private Sample sampled() {
        return Objects.requireNonNull(sample);
    }

    private static byte[] grown(byte[] buffer, int length) {
        return buffer.length < length ? new byte[length] : buffer;
    }

    @Override
    public void close() {
        workbench.close();
    }
}
