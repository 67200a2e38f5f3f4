package io.modelferry.protocol.blocks;

import io.modelferry.protocol.MalformedMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The answer to a {@link BlockRequest}: a 21-byte header and the bytes.
 *
 * <pre>
 *  0  4  magic "MFB1"
 *  4  1  status: 0 here it is, 1 no such resource, 2 not yours, 3 offset past the end, 4 try again later
 *  5  8  offset, big-endian
 * 13  8  total length of the resource, big-endian
 * 21  …  the bytes
 * </pre>
 *
 * @param totalBytes length of the whole resource; 0 unless the status is {@link Status#HERE}
 */
public record Block(Status status, long offset, long totalBytes, byte[] bytes) {

    private static final int MAGIC = 0x4D464231;
    private static final int HEADER_BYTES = 21;

    /** In wire order. */
    public enum Status {
        HERE,
        NO_SUCH_RESOURCE,
        NOT_YOURS,
        PAST_THE_END,
        TRY_LATER
    }

    public static Block refused(Status status) {
        return new Block(status, 0, 0, new byte[0]);
    }

    public byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + bytes.length)
                .putInt(MAGIC)
                .put((byte) status.ordinal())
                .putLong(offset)
                .putLong(totalBytes)
                .put(bytes)
                .array();
    }

    /** @throws MalformedMessage if the frame is not one of ours */
    public static Block decode(byte[] frame) {
        if (frame.length < HEADER_BYTES) {
            throw new MalformedMessage("a block frame has at least " + HEADER_BYTES + " bytes, not " + frame.length);
        }
        var in = ByteBuffer.wrap(frame);
        if (in.getInt() != MAGIC) {
            throw new MalformedMessage("not a block frame");
        }
        var status = Byte.toUnsignedInt(in.get());
        if (status >= Status.values().length) {
            throw new MalformedMessage("unknown block status " + status);
        }
        var offset = in.getLong();
        var total = in.getLong();
        var bytes = Arrays.copyOfRange(frame, HEADER_BYTES, frame.length);
        if (offset < 0 || total < 0 || offset > total || bytes.length > total - offset) {
            throw new MalformedMessage("block %d+%d does not lie in %d bytes".formatted(offset, bytes.length, total));
        }
        return new Block(Status.values()[status], offset, total, bytes);
    }
}
