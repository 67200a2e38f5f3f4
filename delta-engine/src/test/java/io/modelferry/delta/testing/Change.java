package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import java.util.Arrays;

/** Elements as they are expected and as they turn out to be; equally many, little-endian. */
@SuppressWarnings("ArrayRecordComponent")
public record Change(String name, ElementType type, byte[] from, byte[] to) {

    public Change {
        if (from.length != to.length || to.length % type.width() != 0) {
            throw new IllegalArgumentException(from.length + " bytes become " + to.length);
        }
    }

    public Change reversed() {
        return new Change(name + ", the other way round", type, to, from);
    }

    public Change first(int elements) {
        int length = elements * type.width();
        return new Change(
                "%d of %s".formatted(elements, name), type, Arrays.copyOf(from, length), Arrays.copyOf(to, length));
    }

    public int elements() {
        return to.length / type.width();
    }

    @Override
    public String toString() {
        return type.label() + ": " + name;
    }
}
