package io.modelferry.delta.recipe;

/**
 * Which channel each element of a tensor belongs to: channels of {@code stride} elements follow each other and start over
 * after the last, {@code (element / stride) mod count}.
 *
 * @param count the length of the tensor's axis that the channels lie along
 * @param stride the product of the lengths of the axes behind it
 */
public record Channels(int count, long stride) {

    /** All of a tensor is one channel. */
    public static final Channels ONE = new Channels(1, Long.MAX_VALUE);

    public Channels {
        if (count < 1 || stride < 1) {
            throw new IllegalArgumentException("channels have elements: " + count + " of " + stride);
        }
    }

    /**
     * The channels of a tensor of {@code shape}; no length is zero.
     *
     * @throws ArithmeticException if the shape is too large for any tensor
     */
    public static Channels along(int axis, long... shape) {
        var stride = 1L;
        for (int behind = axis + 1; behind < shape.length; behind++) {
            stride = Math.multiplyExact(stride, shape[behind]);
        }
        return new Channels(Math.toIntExact(shape[axis]), stride);
    }

    /** The channel of an element. */
    public int of(long element) {
        return (int) (element / stride % count);
    }

    /** How many of {@code count} elements from {@code element} on share its channel before another one begins. */
    public int run(long element, int count) {
        return (int) Math.min(count, stride - element % stride);
    }

    /** How many of {@code count} elements from {@code element} on are each of the next channel; for a stride of 1. */
    int row(long element, int count) {
        return Math.min(count, this.count - of(element));
    }
}
