package io.modelferry.delta.format;

/** What a delta may ask for. Checked against what it declares before anything is allocated; part of the format. */
public final class FormatLimits {

    /** Length of base or target: 128 GiB. */
    public static final long MAX_SIDE_BYTES = 1L << 37;

    /** The directory once unpacked. */
    public static final int MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

    /** Sections of the target, and extents of the base. */
    public static final int MAX_SECTIONS = 16_384;

    /** Chunks of all sections together. */
    public static final int MAX_CHUNKS = 1 << 17;

    /** What no section holds: the graph, which an applier keeps in memory. */
    public static final int MAX_GRAPH_BYTES = 4 * 1024 * 1024;

    /** Parameters of one prediction, unpacked. */
    public static final int MAX_PARAMETER_BYTES = 2 * 1024 * 1024;

    /**
     * Base extents of all derived sections together, as a multiple of the base's length: each may be read to its end. A generator derives no more
     * than weights, codes, scales and zero points from one extent, of at most two tensors that bear its name.
     */
    public static final int MAX_DERIVED_READINGS = 8;

    /** A section's name, in UTF-8; longer names are cut short, they are for people. */
    public static final int MAX_NAME_BYTES = 200;

    private FormatLimits() {}
}
