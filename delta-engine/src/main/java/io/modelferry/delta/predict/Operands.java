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
        var room = new Room(this, (int) Math.min(Floats.BLOCK, elements()));
        for (long first = 0; first < elements(); first += Floats.BLOCK) {
            room.read(first, (int) Math.min(Floats.BLOCK, elements() - first), block);
        }
    }

    /** As {@link #forEachBlock}, of {@code runs} evenly spread runs of so many elements. */
    void forEachSample(int runs, int most, Block block) throws IOException {
        int count = (int) Math.min(most, elements());
        long last = -1;
        var room = new Room(this, count);
        for (int i = 0; i < runs; i++) {
            long first = i * (elements() - count) / (runs - 1);
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
        private final float[] before;
        private final float[] after;

        Room(Operands operands, int elements) {
            this.operands = operands;
            this.bytes = new byte[elements * operands.type().width()];
            this.before = new float[elements];
            this.after = new float[elements];
        }

        void read(long first, int count, Block block) throws IOException {
            operands.read(operands.old(), first, count, bytes, before);
            operands.read(operands.current(), first, count, bytes, after);
            block.at(first, count, before, after);
        }
    }
}
