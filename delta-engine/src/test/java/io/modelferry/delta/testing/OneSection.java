package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.predict.Prediction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A delta whose target is one section, and whose base one extent. Promises a digest that nothing has.
 *
 * @param parameterBytes how many are promised
 * @param parameters     as stored
 * @param chunks         as stored
 */
@SuppressWarnings("ArrayRecordComponent")
public record OneSection(
        ElementType type,
        long targetBytes,
        Prediction.Kind prediction,
        int parameterBytes,
        byte[] parameters,
        Codec codec,
        List<byte[]> chunks) {

    public static OneSection literally(ElementType type, long targetBytes, Codec codec, byte[] firstChunk) {
        return new OneSection(type, targetBytes, Prediction.Kind.NOTHING, 0, new byte[0], codec, List.of(firstChunk));
    }

    public static OneSection predicted(ElementType type, long targetBytes, Prediction.Kind kind, byte[] parameters) {
        var frame = DeltaBytes.rawFrame(parameters);
        return new OneSection(type, targetBytes, kind, parameters.length, frame, Codec.EXACT, List.of());
    }

    public DeltaBytes against(byte[] base) {
        return times(1, base);
    }

    /** The same section again and again. */
    public DeltaBytes times(int count, byte[] base) {
        var directory = new ByteArrayOutputStream();
        var body = new ByteArrayOutputStream();
        varint(directory, count);
        for (int i = 0; i < count; i++) {
            section(directory, body, i);
        }
        directory.write(0); // the base's cut is listed
        directory.write(1);
        directory.write(0);
        varint(directory, base.length);
        var prologue = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        prologue.put(GoldenDelta.PATCH, 0, 12).putLong(0).putLong(base.length).putLong(count * targetBytes);
        prologue.putLong(0).put(Sha256.newDigest().digest(base));
        return new DeltaBytes(prologue.array(), directory.toByteArray(), body.toByteArray());
    }

    private void section(ByteArrayOutputStream directory, ByteArrayOutputStream body, int before) {
        directory.write(0); // gap
        varint(directory, targetBytes);
        directory.write(type.code());
        directory.write(0); // no match
        directory.write(0); // no name
        directory.write(prediction.id());
        if (prediction.readsBase()) {
            directory.write(before == 0 ? 0 : 1); // extent 0, which is one less than expected after the first
        }
        varint(directory, parameterBytes);
        if (parameterBytes > 0) {
            varint(directory, parameters.length);
            body.writeBytes(parameters);
        }
        directory.write(codec.id());
        if (codec != Codec.EXACT) {
            chunks(directory, body);
        }
        directory.write(0xff); // no runner-up
    }

    /** For chunks that are not given, a byte each. */
    private void chunks(ByteArrayOutputStream directory, ByteArrayOutputStream body) {
        for (int i = 0; i < Math.ceilDiv(targetBytes, type.chunkBytes()); i++) {
            var chunk = i < chunks.size() ? chunks.get(i) : new byte[1];
            varint(directory, chunk.length);
            body.writeBytes(chunk);
        }
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        for (; value >= 0x80; value >>>= 7) {
            out.write((int) (value & 0x7f | 0x80));
        }
        out.write((int) value);
    }
}
