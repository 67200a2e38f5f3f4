package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.io.IOException;

/** Two tensors of one type and shape, read together. */
record Operands(ElementType type, BaseView old, BaseView current) {

    /** What is done with each block of both. */
    @FunctionalInterface
    interface Block {
        /** @param first place of the block's first element in the tensor */
        void at(long first, int count, float[] old, float[] current);
    }

    long elements() {
        return current.length() / type.width();
    }

    void forEachBlock(Block block) throws IOException {
        var room = new Room(this);
        for (long first = 0; first < elements(); first += Floats.BLOCK) {
            room.read(first, (int) Math.min(Floats.BLOCK, elements() - first), block);
        }
    }

    /** As {@link #forEachBlock}, of {@code runs} evenly spread runs that begin at whole rows. */
    void forEachSample(int runs, int most, long row, Block block) throws IOException {
        long rows = Math.max(1, elements() / row);
        int count = (int) Math.min(most, Math.min(Floats.BLOCK, elements()));
        long last = -1;
        var room = new Room(this);
        for (int i = 0; i < runs; i++) {
            long first = Math.min(i * (rows - 1) / Math.max(1, runs - 1) * row, elements() - count);
            if (first > last) {
                room.read(first, count, block);
                last = first;
            }
        }
    }

    void read(BaseView side, long first, int count, byte[] bytes, float[] into) throws IOException {
        side.read(first * type.width(), bytes, 0, count * type.width());
        Floats.load(type, bytes, count, into);
    }

    /** Buffers for a block of both. */
    private static final class Room {

        private final Operands operands;
        private final byte[] bytes;
        private final float[] before = new float[Floats.BLOCK];
        private final float[] after = new float[Floats.BLOCK];

        Room(Operands operands) {
            this.operands = operands;
            this.bytes = new byte[Floats.BLOCK * operands.type().width()];
        }

        void read(long first, int count, Block block) throws IOException {
            operands.read(operands.old(), first, count, bytes, before);
            operands.read(operands.current(), first, count, bytes, after);
            block.at(first, count, before, after);
        }
    }
}
