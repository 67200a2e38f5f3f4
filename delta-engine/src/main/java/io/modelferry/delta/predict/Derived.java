package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.io.IOException;

/**
 * Expects what a recipe makes of the base, whose elements are FLOAT: the weights of a variant. With the weights of the same version and the tool that
 * we know, nothing is left to store.
 *
 * @param columns 0, or elements of a row of the base that the target has as columns: the tool turns weights that are stored that way round
 */
record Derived(ElementType type, Maps maps, long columns) implements Prediction {

    static Derived read(ParameterReader in, Sides sides) throws BadParameters {
        if (sides.baseBytes() % Float.BYTES != 0) {
            throw new BadParameters("a base of " + sides.baseBytes() + " bytes holds no floats");
        }
        long weights = sides.baseBytes() / Float.BYTES;
        var maps = Maps.read(in, sides.type());
        long columns = in.number(0, weights);
        if (columns > 0 && weights % columns != 0) {
            throw new BadParameters(weights + " weights in columns of " + columns);
        }
        long expected = maps.areScales() ? maps.channels().count() : weights;
        if (sides.elements() != expected) {
            throw new BadParameters("%d elements from %d weights".formatted(sides.elements(), weights));
        }
        return new Derived(sides.type(), maps, columns);
    }

    @Override
    public Kind kind() {
        return Kind.DERIVED;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        if (maps.areScales()) {
            maps.scales(base, first, count, out);
            return;
        }
        var kernel = maps.kernel(base);
        if (columns > 0) {
            var weights = new float[count];
            Columns.of(base, columns).read(first, count, weights);
            kernel.apply(first, weights, count, out, 0);
            return;
        }
        int block = Math.min(Floats.BLOCK, count);
        var bytes = new byte[block * Float.BYTES];
        var weights = new float[block];
        for (int done = 0; done < count; ) {
            int step = Math.min(block, count - done);
            base.read((first + done) * Float.BYTES, bytes, 0, step * Float.BYTES);
            Floats.load(ElementType.FLOAT, bytes, step, weights);
            kernel.apply(first + done, weights, step, out, done * type.width());
            done += step;
        }
    }

    @Override
    public byte[] parameters() {
        var out = new ParameterWriter();
        maps.write(out);
        return out.number(columns).toByteArray();
    }

    @Override
    public String reason() {
        return maps.reason() + (columns > 0 ? ", turned" : "");
    }
}
