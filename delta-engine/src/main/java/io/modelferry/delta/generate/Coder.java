package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.Chunk;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.predict.Prediction;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Codes runs of a pair's target: the buffers and the workbench of one thread. */
final class Coder implements AutoCloseable {

    private static final byte[] AS_EXPECTED = new byte[0];

    private final Effort effort;
    private final Workbench workbench = new Workbench();
    private byte[] target = new byte[0];
    private byte[] predicted = new byte[0];

    Coder(Effort effort) {
        this.effort = effort;
    }

    Effort effort() {
        return effort;
    }

    /**
     * Codes elements {@code [first, first + count)}.
     *
     * @return nothing for a run that is just as expected; null if the codec cannot express it
     */
    byte @Nullable [] code(Pair pair, Prediction prediction, Codec codec, long first, int count) throws IOException {
        load(pair, prediction, codec, first, count, 0);
        return encode(pair, codec, first, count);
    }

    /** What several runs, as if they were one, cost with a codec; a sample of more. {@code Long.MAX_VALUE} if it cannot express them. */
    long sampledBytes(Pair pair, Prediction prediction, Codec codec, long[] firsts, int count) throws IOException {
        for (int i = 0; i < firsts.length; i++) {
            load(pair, prediction, codec, firsts[i], count, i * count);
        }
        var coded = encode(pair, codec, firsts[0], firsts.length * count);
        return coded == null ? Long.MAX_VALUE : coded.length;
    }

    byte[] compressed(byte[] raw) {
        return raw.length == 0 ? raw : workbench.zstd().compress(raw, raw.length);
    }

    private void load(Pair pair, Prediction prediction, Codec codec, long first, int count, int at) throws IOException {
        int width = pair.type().width();
        target = grown(target, (at + count) * width);
        pair.target().bytes().read(first * width, target, at * width, count * width);
        if (!codec.readsBaseFreely() && codec != Codec.LITERAL) {
            predicted = grown(predicted, (at + count) * width);
            predict(pair.counterpart(), prediction, first, count, at * width);
        }
    }

    private void predict(BaseView base, Prediction prediction, long first, int count, int at) throws IOException {
        if (at == 0) {
            prediction.predict(base, first, count, predicted);
        } else {
            var run = new byte[predicted.length - at];
            prediction.predict(base, first, count, run);
            System.arraycopy(run, 0, predicted, at, run.length);
        }
    }

    private byte @Nullable [] encode(Pair pair, Codec codec, long first, int count) throws IOException {
        int length = count * pair.type().width();
        if (codec.mayBeAsExpected() && Arrays.equals(predicted, 0, length, target, 0, length)) {
            return AS_EXPECTED;
        }
        long row = pair.target().rowLength();
        int rowLength = row <= Integer.MAX_VALUE ? (int) row : 0;
        int phase = rowLength == 0 ? 0 : (int) (first % rowLength);
        return workbench
                .codec(codec)
                .encode(new Chunk(predicted, target, length, pair.type(), rowLength, phase), pair.whole());
    }

    private static byte[] grown(byte[] buffer, int length) {
        return buffer.length < length ? Arrays.copyOf(buffer, length) : buffer;
    }

    @Override
    public void close() {
        workbench.close();
    }
}
