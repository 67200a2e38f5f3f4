package io.modelferry.delta.testing;

import java.util.HexFormat;

/** A delta of format version 2 that no program of ours wrote: every field by hand, after docs/delta-format.md. */
public final class GoldenDelta {

    /** {@code model-1:}, a tensor w = [1.5f, 2.0f], a tensor b = "bias", {@code end\n}. */
    public static final byte[] BASE = hex("6d6f64656c2d313a", "0000c03f 00000040", "62696173", "656e640a");

    /** {@code model-2:}, w = [1.0f, 2.0f], b = "bias", a new tensor n = "new", {@code end\n}. */
    public static final byte[] TARGET = hex("6d6f64656c2d323a", "0000803f 00000040", "62696173", "6e6577", "656e640a");

    public static final byte[] PATCH = hex(
            // prologue, 112 bytes
            "89 4d4644 0d0a 1a 0a", // magic
            "0200", // format version 2
            "0000", // reserved
            "3a000000", // directory: 58 bytes stored
            "31000000", // directory: 49 bytes raw
            "1800000000000000", // base: 24 bytes
            "1b00000000000000", // target: 27 bytes
            "3500000000000000", // body: 53 bytes
            "8b66e2af47e222c8e1069ab33fb7bf4a85dee092515994863cd570a67f6e590c", // SHA-256 of the base
            "66631bb6051dcff7d067a02e5906520380184e136b613fde5e4dd29ba9701996", // SHA-256 of the target
            "8a75b775", // CRC-32C of the 108 bytes before

            // directory, a zstd frame with one raw block
            "28b52ffd 20 31 890100",
            "03", // three sections
            "08 08 01 01", // gap 8, length 8, FLOAT, matched by name
            "01 77", // name of 1 byte: w
            "01 00 00", // predicted unchanged, from base extent 0 (as expected), no parameters
            "02 11", // codec planes, chunk of 17 bytes
            "00 01 14", // runner-up: nothing predicted, literal, 20 bytes
            "00 04 03 01", // gap 0, length 4, INT8, matched by name
            "01 62", // name of 1 byte: b
            "01 00 00", // predicted unchanged, from base extent 1 (as expected), no parameters
            "00 ff", // codec exact, no runner-up
            "00 03 02 00", // gap 0, length 3, UINT8, no match
            "01 6e", // name of 1 byte: n
            "00 00", // nothing predicted, no parameters
            "01 0c ff", // codec literal, chunk of 12 bytes, no runner-up
            "00 02", // the base's cut is listed: two extents
            "08 08", // gap 8, length 8
            "00 04", // gap 0, length 4
            "00", // graph: nothing predicted
            "08 18", // codec moves, chunk of 24 bytes
            "00 01 15", // runner-up: nothing predicted, literal, 21 bytes

            // body: the graph's chunk, a zstd frame with one raw block
            "28b52ffd 20 0f 790000",
            "0c 00 00", // add 12 bytes, copy 0, seek 0
            "000000000000 01 0000000000", // what to add: '1' becomes '2'

            // body: w, a zstd frame with one raw block
            "28b52ffd 20 08 410000",
            "0000 0000 4000 0000", // four planes of (prediction XOR target), two bytes each

            // body: n, a zstd frame with one raw block
            "28b52ffd 20 03 190000",
            "6e6577");

    private GoldenDelta() {}

    private static byte[] hex(String... fields) {
        return HexFormat.of().parseHex(String.join("", fields).replace(" ", ""));
    }
}
