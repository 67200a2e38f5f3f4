package io.modelferry.delta.predict;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What each element of a target tensor is expected to be. Immutable; any number of threads may ask at once. */
public sealed interface Prediction permits Nothing, Unchanged, Resized, Scaled, Pruned, LowRank, Derived {

    Kind kind();

    /**
     * Expects elements {@code [first, first + count)} of the target.
     *
     * @param base the counterpart's bytes, as they are in the base file
     * @param out  little-endian elements of the target's type, from offset 0 on
     */
    void predict(BaseView base, long first, int count, byte[] out) throws IOException;

    /** What {@link Kind#read} needs to make this prediction again. */
    byte[] parameters();

    /** What is expected in words, for people. */
    default String reason() {
        return "";
    }

    /** Wire ids are for ever. */
    enum Kind {
        /** Zeros: nothing is known. */
        NOTHING(0, ""),
        /** The element of the base in the same place. */
        UNCHANGED(1, ""),
        /** The element of the base in the same row and column, of a tensor that grew or shrank. */
        RESIZED(2, "resized"),
        /** A multiple of the element, channel by channel. */
        SCALED(3, "scaled"),
        /** The element, or zero if it is small. */
        PRUNED(4, "pruned"),
        /** The element plus the product of two thin matrices. */
        LOW_RANK(5, "low-rank"),
        /** The element in another type, by a recipe. */
        DERIVED(6, "derived");

        private final int id;
        private final String label;

        Kind(int id, String label) {
            this.id = id;
            this.label = label;
        }

        /** @return null for an id that no kind has */
        public static @Nullable Kind ofId(int id) {
            for (var kind : values()) {
                if (kind.id == id) {
                    return kind;
                }
            }
            return null;
        }

        public int id() {
            return id;
        }

        public String label() {
            return label;
        }

        public boolean readsBase() {
            return this != NOTHING;
        }

        /** Makes a prediction from what is stored. Nothing it is given later can lead it outside the base or the section. */
        public Prediction read(byte[] parameters, Sides sides) throws BadParameters {
            var in = new ParameterReader(parameters);
            var prediction = switch (this) {
                case NOTHING -> new Nothing(sides.type());
                case UNCHANGED -> Unchanged.read(sides);
                case RESIZED -> Resized.read(in, sides);
                case SCALED -> Scaled.read(in, sides);
                case PRUNED -> Pruned.read(in, sides);
                case LOW_RANK -> LowRank.read(in, sides);
                case DERIVED -> Derived.read(in, sides);
            };
            in.requireEnd();
            return prediction;
        }
    }
}
