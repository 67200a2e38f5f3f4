package io.modelferry.delta.recipe;

/** A weight is NaN or infinite: no integer code can stand for it. */
public final class NonFiniteWeight extends Exception {

    private final long index;

    /** @param index of the weight among those that were handed in */
    public NonFiniteWeight(long index, float weight) {
        super("weight " + index + " is " + weight);
        this.index = index;
    }

    /** @param first index of {@code weights[from]} */
    static void refuse(long first, float[] weights, int from, int count) throws NonFiniteWeight {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(weights[from + i])) {
                throw new NonFiniteWeight(first + i, weights[from + i]);
            }
        }
    }

    public long index() {
        return index;
    }
}
