package io.modelferry.delta.codec;

import org.jspecify.annotations.Nullable;

/** How a chunk comes out of its prediction and what is stored. Wire ids are for ever; a retired one is never given again. */
public enum Codec {
    /** The prediction, as it is; costs nothing. */
    EXACT(0, "exact"),
    /** zstd over the bytes as they are; looks at no prediction. */
    LITERAL(1, "literal"),
    /** zstd over the byte planes of (prediction XOR target). */
    PLANES(2, "planes"),
    /** Difference of floats in units of the last place, by magnitude class in the context of the predicted exponent. */
    FLOAT(3, "float"),
    /** Difference of bytes modulo 256. */
    BYTE(4, "byte"),
    /** The few elements that differ, each with its place. */
    SPARSE(5, "sparse"),
    /** Prediction plus a step for each row times a small integer: near-lossless weights as they were published. */
    STEPS(6, "steps"),
    /** zstd with the base as dictionary: for graphs. */
    DICTIONARY(7, "dictionary"),
    /** zstd over copies from anywhere in the base: for bytes that move. */
    MOVES(8, "moves");

    private final int id;
    private final String label;

    Codec(int id, String label) {
        this.id = id;
        this.label = label;
    }

    /** @return null for an id that no codec has */
    public static @Nullable Codec ofId(int id) {
        for (var codec : values()) {
            if (codec.id == id) {
                return codec;
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

    /** Whether it corrects a prediction element by element; a chunk of no bytes then stands for the prediction itself. */
    public boolean readsPrediction() {
        return this != LITERAL && !readsBaseFreely();
    }

    /** Whether it reads the base wherever it likes. */
    public boolean readsBaseFreely() {
        return this == DICTIONARY || this == MOVES;
    }
}
