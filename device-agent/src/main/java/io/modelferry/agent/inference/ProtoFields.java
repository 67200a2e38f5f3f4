package io.modelferry.agent.inference;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one message in the wire form of Protocol Buffers, one after another, without a copy. Lengths are bounded by the
 * bytes that are there; groups, long out of use, are refused.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers encoding</a>
 */
final class ProtoFields {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;
    private static final int LONGEST_TEXT = 200;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer in;
    private int field;
    private int wire;
    private long number;
    private ByteBuffer body = NOTHING;

    ProtoFields(ByteBuffer message) {
        this.in = message.duplicate();
    }

    /**
     * Goes on to the next field.
     *
     * @return false after the last
     * @throws IllegalArgumentException if this is not the wire form
     */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        var tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        number = wire == VARINT ? varint() : 0;
        body = wire == VARINT ? NOTHING : slice();
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field is {@code wanted} and holds a text or a message. */
    boolean isText(int wanted) {
        return field == wanted && hasBody();
    }

    /** Whether the field holds a text, a message or an array, told apart only by who knows the field. */
    boolean hasBody() {
        return wire == LENGTH;
    }

    boolean isNumber(int wanted) {
        return field == wanted && wire == VARINT;
    }

    long number() {
        return number;
    }

    ByteBuffer body() {
        return body;
    }

    /** As UTF-8, cut after {@value #LONGEST_TEXT} bytes. */
    String text() {
        var bytes = new byte[Math.min(LONGEST_TEXT, body.remaining())];
        body.get(body.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private ByteBuffer slice() {
        var length = switch (wire) {
            case LENGTH -> varint();
            case FIXED32 -> Integer.BYTES;
            case FIXED64 -> Long.BYTES;
            default -> throw new IllegalArgumentException("wire type " + wire);
        };
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a field of " + length + " bytes where " + in.remaining() + " are left");
        }
        var inner = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return inner;
    }

    private long varint() {
        var value = 0L;
        try {
            for (var i = 0; i < LONGEST_VARINT; i++) {
                var next = in.get();
                value |= (next & 0x7FL) << (7 * i);
                if (next >= 0) {
                    return value;
                }
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends within a number", e);
        }
        throw new IllegalArgumentException("a number without an end");
    }
}
