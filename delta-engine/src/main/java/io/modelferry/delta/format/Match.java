package io.modelferry.delta.format;

import org.jspecify.annotations.Nullable;

/** By what a section found its counterpart in the base. Wire ids are for ever. */
public enum Match {
    NONE(0, "no counterpart in the base"),
    NAME(1, "same name, dtype and shape"),
    CONTENT(2, "same content under another name"),
    SHAPE(3, "the next tensor of this dtype and shape"),
    RESHAPED(4, "same name in another shape"),
    ALIKE(5, "dtype and shape, and the values go together"),
    SOURCE(6, "the same weights in another dtype"),
    GRAPH(7, "against the graph of the base"),
    FILE(8, "against all of the base");

    private final int id;
    private final String label;

    Match(int id, String label) {
        this.id = id;
        this.label = label;
    }

    /** @return null for an id that no match has */
    public static @Nullable Match ofId(int id) {
        for (var match : values()) {
            if (match.id == id) {
                return match;
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
}
