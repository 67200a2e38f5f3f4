package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.io.IOException;

/** Expects what the base has in the same place. */
public record Unchanged(ElementType type) implements Prediction {

    static Unchanged read(Sides sides) throws BadParameters {
        if (sides.baseBytes() != sides.targetBytes()) {
            throw new BadParameters(
                    "%d bytes against %d of the base".formatted(sides.targetBytes(), sides.baseBytes()));
        }
        return new Unchanged(sides.type());
    }

    @Override
    public Kind kind() {
        return Kind.UNCHANGED;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        base.read(first * type.width(), out, 0, count * type.width());
    }

    @Override
    public byte[] parameters() {
        return new byte[0];
    }
}
