package io.modelferry.delta.codec;

import org.jspecify.annotations.Nullable;

/** How a section's bytes come out of base and delta. Wire ids are for ever; a retired one is never given again. */
public enum Codec {
    /** Copied from the base; costs nothing. */
    SAME(0, "same", true),
    /** zstd over the bytes as they are; needs no base. */
    LITERAL(1, "literal", false),
    /** zstd over the byte planes; needs no base. */
    LITERAL_PLANES(2, "literal-planes", false),
    /** zstd over the byte planes of (base XOR target). */
    XOR_PLANES(3, "xor-planes", true),
    /** zstd over bsdiff's operations: for graphs and foreign files, where bytes move. */
    BYTES(4, "bytes", true);

    private final int id;
    private final String label;
    private final boolean readsBase;

    Codec(int id, String label, boolean readsBase) {
        this.id = id;
        this.label = label;
        this.readsBase = readsBase;
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

    public boolean readsBase() {
        return readsBase;
    }

    /** Whether base and target must be of one length. */
    public boolean needsEqualLengths() {
        return this == SAME || this == XOR_PLANES;
    }
}
