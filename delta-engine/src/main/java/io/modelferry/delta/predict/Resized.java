package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Expects the base where it has an element in the same place of a tensor that grew or shrank along one axis, and zero elsewhere: classes added to
 * a classifier, words to a vocabulary. Both tensors are rows; a row is all that lies behind one place of the axes before the one that changed.
 *
 * @param oldRow elements of a row of the base
 * @param row    elements of a row of the target
 */
public record Resized(ElementType type, long oldRow, long row) implements Prediction {

    /** Empty if the shapes differ in more or less than one axis. */
    static Optional<Prediction> fit(Tensor base, Tensor target) {
        var old = base.shape();
        var current = target.shape();
        if (old.size() != current.size()) {
            return Optional.empty();
        }
        int axis = -1;
        long inner = 1;
        for (int i = old.size() - 1; i >= 0; i--) {
            if (!old.get(i).equals(current.get(i))) {
                if (axis >= 0) {
                    return Optional.empty();
                }
                axis = i;
            } else if (axis < 0) {
                inner *= old.get(i);
            }
        }
        return axis < 0 ? Optional.empty() : of(base, target, old.get(axis) * inner, current.get(axis) * inner);
    }

    /** A shape is what a file claims: one that does not fit its length is no guide. */
    private static Optional<Prediction> of(Tensor base, Tensor target, long oldRow, long row) {
        boolean fits = oldRow >= 1 && oldRow <= base.elements() && row >= 1 && row <= target.elements();
        return fits ? Optional.of(new Resized(target.type(), oldRow, row)) : Optional.empty();
    }

    static Resized read(ParameterReader in, Sides sides) throws BadParameters {
        long oldRow = in.number(1, Math.max(1, sides.baseBytes() / sides.type().width()));
        long row = in.number(1, Math.max(1, sides.elements()));
        return new Resized(sides.type(), oldRow, row);
    }

    @Override
    public Kind kind() {
        return Kind.RESIZED;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        int width = type.width();
        long held = base.length() / width;
        var near = ReadAhead.of(base, oldRow * width);
        for (int done = 0; done < count; ) {
            long at = first + done;
            long column = at % row;
            int run = (int) Math.min(count - done, row - column);
            long line = at / row;
            long from =
                    line <= held / oldRow ? line * oldRow + column : held; // past the base, a product could overflow
            int known = (int) Math.clamp(Math.min(oldRow - column, held - from), 0, run);
            if (known > 0) {
                near.read(from * width, out, done * width, known * width);
            }
            Arrays.fill(out, (done + known) * width, (done + run) * width, (byte) 0);
            done += run;
        }
    }

    @Override
    public byte[] parameters() {
        return new ParameterWriter().number(oldRow).number(row).toByteArray();
    }

    @Override
    public String reason() {
        return "rows of %d elements became %d".formatted(oldRow, row);
    }
}
