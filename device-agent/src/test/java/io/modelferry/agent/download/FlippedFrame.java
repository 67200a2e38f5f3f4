package io.modelferry.agent.download;

import java.util.function.UnaryOperator;

/** One bit of one frame, counted from 1, is another. */
final class FlippedFrame implements UnaryOperator<byte[]> {

    private final int number;
    private final int bit;
    private int seen;

    FlippedFrame(int number, int bit) {
        this.number = number;
        this.bit = bit;
    }

    @Override
    public byte[] apply(byte[] frame) {
        if (++seen == number) {
            frame[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return frame;
    }
}
