package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.util.List;

/** A tensor of either file, as the search for a prediction sees it. */
public record Tensor(String name, ElementType type, List<Long> shape, BaseView bytes) {

    public Tensor {
        shape = List.copyOf(shape);
    }

    public long elements() {
        return bytes.length() / type.width();
    }

    boolean isLaidOutLike(Tensor other) {
        return type == other.type && bytes.length() == other.bytes.length();
    }

    /** Elements behind one place of the first axis; 0 if there is one axis only. */
    public long rowLength() {
        return shape.size() > 1 && shape.getFirst() > 0 ? elements() / shape.getFirst() : 0;
    }
}
