package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.util.Arrays;

/** Expects zeros. */
public record Nothing(ElementType type) implements Prediction {

    @Override
    public Kind kind() {
        return Kind.NOTHING;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) {
        Arrays.fill(out, 0, count * type.width(), (byte) 0);
    }

    @Override
    public byte[] parameters() {
        return new byte[0];
    }
}
