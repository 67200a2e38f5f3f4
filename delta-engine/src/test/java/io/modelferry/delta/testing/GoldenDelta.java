package io.modelferry.delta.testing;

import java.util.HexFormat;

/** A delta of format version 1 that no program of ours wrote: every field by hand, after docs/delta-format.md. */
public final class GoldenDelta {

    /** {@code model-1:}, a tensor w = [1.5f, 2.0f], a tensor b = "bias", {@code end\n}. */
    public static final byte[] BASE = hex("6d6f64656c2d313a", "0000c03f 00000040", "62696173", "656e640a");

    /** {@code model-2:}, w = [1.0f, 2.0f], b = "bias", a new tensor n = "new", {@code end\n}. */
    public static final byte[] TARGET = hex("6d6f64656c2d323a", "0000803f 00000040", "62696173", "6e6577", "656e640a");

    public static final byte[] PATCH = hex(
            // prologue, 112 bytes
            "89 4d4644 0d0a 1a 0a", // magic
            "0100", // format version 1
            "0000", // reserved
            "30000000", // directory: 48 bytes stored
            "27000000", // directory: 39 bytes raw
            "1800000000000000", // base: 24 bytes
            "1b00000000000000", // target: 27 bytes
            "3500000000000000", // body: 53 bytes
            "8b66e2af47e222c8e1069ab33fb7bf4a85dee092515994863cd570a67f6e590c", // SHA-256 of the base
            "66631bb6051dcff7d067a02e5906520380184e136b613fde5e4dd29ba9701996", // SHA-256 of the target
            "0268530c", // CRC-32C of the 108 bytes before

            // directory, a zstd frame with one raw block
            "28b52ffd 20 27 390100",
            "03", // three sections
            "08 08 03 01 01 01 77", // gap 8, length 8, codec xor-planes, FLOAT, matched by name, name of 1 byte: w
            "00 11 02 14", // base extent 0 (as expected), chunk of 17 bytes, runner-up literal-planes with 20 bytes
            "00 04 00 03 01 01 62", // gap 0, length 4, codec same, INT8, matched by name, name of 1 byte: b
            "00", // base extent 1 (as expected)
            "00 03 01 02 00 01 6e", // gap 0, length 3, codec literal, UINT8, no match, name of 1 byte: n
            "0c ff", // chunk of 12 bytes, no runner-up
            "00 02", // the base's cut is listed: two extents
            "08 08", // gap 8, length 8
            "00 04", // gap 0, length 4
            "04 18 01 15", // graph: codec bytes, chunk of 24 bytes, runner-up literal with 21 bytes

            // body: the graph's chunk, a zstd frame with one raw block
            "28b52ffd 20 0f 790000",
            "0c 00 00", // add 12 bytes, copy 0, seek 0
            "000000000000 01 0000000000", // what to add: '1' becomes '2'

            // body: w, a zstd frame with one raw block
            "28b52ffd 20 08 410000",
            "0000 0000 4000 0000", // four planes of (base XOR target), two bytes each

            // body: n, a zstd frame with one raw block
            "28b52ffd 20 03 190000",
            "6e6577");

    private GoldenDelta() {}

    private static byte[] hex(String... fields) {
        return HexFormat.of().parseHex(String.join("", fields).replace(" ", ""));
    }
}
