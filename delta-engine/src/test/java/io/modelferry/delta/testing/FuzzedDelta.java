package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A fuzzer's bytes made into a delta that gets past checksum and base: four bytes length of the target, two bytes length of the directory, then
 * directory and body as they are. The digest of the target is that of nothing.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FuzzedDelta(int targetBytes, byte[] directory, byte[] body) {

    public static final int MAX_TARGET_BYTES = 1 << 20;

    private static final int HEAD_BYTES = 6;
    private static byte @Nullable [] base;

    public static FuzzedDelta of(byte[] input) {
        var fields = ByteBuffer.wrap(Arrays.copyOf(input, Math.max(HEAD_BYTES, input.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        int targetBytes = (fields.getInt() & Integer.MAX_VALUE) % (MAX_TARGET_BYTES + 1);
        var directory = new byte[Math.min(fields.getShort() & 0xffff, fields.remaining())];
        fields.get(directory);
        var body = new byte[fields.remaining()];
        fields.get(body);
        return new FuzzedDelta(targetBytes, directory, body);
    }

    /** The input that this is made of. */
    public byte[] input() {
        return ByteBuffer.allocate(HEAD_BYTES + directory.length + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(targetBytes)
                .putShort((short) directory.length)
                .put(directory)
                .put(body)
                .array();
    }

    public byte[] toByteArray() throws Exception {
        var prologue = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        prologue.put(GoldenDelta.PATCH, 0, 12).putLong(0).putLong(base().length).putLong(targetBytes);
        prologue.putLong(0).put(Sha256.newDigest().digest(base()));
        return new DeltaBytes(prologue.array(), directory, body).toByteArray();
    }

    /** A model of two tensors of floats, one of halves and one of bytes. */
    public static synchronized byte[] base() {
        var model = base;
        if (model == null) {
            model = model(TinyOnnx.weights(1, 2_048), TinyOnnx.weights(2, 300), TinyOnnx.codes(3, 700));
            base = model;
        }
        return model;
    }

    public static byte[] model(byte[] weights, byte[] others, byte[] codes) {
        return new TinyOnnx()
                .initializer("w", ElementType.FLOAT, weights, 16, weights.length / 64)
                .initializer("v", ElementType.FLOAT, others, others.length / 4)
                .initializer("h", ElementType.FLOAT16, TinyOnnx.halves(weights), 16, weights.length / 64)
                .initializer("c", ElementType.INT8, codes, codes.length)
                .node(new Protobuf().text(1, "x").text(1, "w").text(2, "y").text(4, "MatMul"))
                .toByteArray();
    }
}
