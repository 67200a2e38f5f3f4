package io.modelferry.delta.recipe;

/** A weight is NaN or infinite: no integer code can stand for it. */
public final class NonFiniteWeight extends Exception {

    private final long index;

    /** @param index of the weight among those that were handed in */
    public NonFiniteWeight(long index, float weight) {
        super("weight " + index + " is " + weight);
        this.index = index;
    }

    public long index() {
        return index;
    }
}
