package io.modelferry.delta.format;

/** A run of bytes in a file: a tensor's payload, or a piece of what is no tensor. */
public record Extent(long offset, long length) {

    public Extent {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("no extent: offset " + offset + ", length " + length);
        }
    }

    public long end() {
        return offset + length;
    }
}
