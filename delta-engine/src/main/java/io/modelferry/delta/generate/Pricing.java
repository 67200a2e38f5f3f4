package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Chunk;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Codes a section with every codec that applies and says what each costs; a long section by a sample of chunks, evenly spread. On
 * equal cost the codec with the smaller id wins, so that the same pair always gives the same delta.
 */
final class Pricing {

    private static final int SAMPLE_CHUNKS = 4;
    private static final int MAX_BYTES_BASE = 8 * 1024 * 1024;

    private final Workbench workbench;
    private byte[] old = new byte[0];
    private byte[] raw = new byte[0];

    Pricing(Workbench workbench) {
        this.workbench = workbench;
    }

    /** Cheapest first; never empty. */
    List<Price> prices(Pair pair, boolean mayMoveBytes) throws IOException {
        var prices = new ArrayList<Price>();
        for (var codec : applicable(pair, mayMoveBytes)) {
            prices.add(price(pair, codec));
        }
        prices.sort(Comparator.comparingLong(Price::storedBytes).thenComparing(Price::codec));
        return prices;
    }

    /** Codes one chunk: the bytes of the target from {@code at}. */
    byte[] code(Pair pair, Codec codec, long at) throws IOException {
        int length = (int) Math.min(pair.chunkBytes(codec), pair.target().length() - at);
        raw = grown(raw, length);
        pair.target().read(at, raw, 0, length);
        var base = pair.baseFor(codec, at, length);
        int baseLength = (int) base.length();
        old = grown(old, baseLength);
        base.read(0, old, 0, baseLength);
        return workbench
                .codec(codec)
                .encode(new Chunk(old, baseLength, raw, length, pair.type().width()));
    }

    private static List<Codec> applicable(Pair pair, boolean mayMoveBytes) {
        var codecs = new ArrayList<Codec>();
        codecs.add(Codec.LITERAL);
        boolean isGraph = pair.baseIndex() == Section.BASE_GRAPH;
        if (pair.type().width() > 1) {
            codecs.add(Codec.LITERAL_PLANES);
        }
        if (pair.hasBase() && pair.hasEqualLengths() && !isGraph) {
            codecs.add(Codec.XOR_PLANES);
        }
        if (pair.hasBase() && pair.type() == ElementType.BYTES && mayMoveBytes && isWithinReach(pair)) {
            codecs.add(Codec.BYTES);
        }
        return codecs;
    }

    private static boolean isWithinReach(Pair pair) {
        return pair.target().length() <= FormatLimits.MAX_PIECE_BYTES
                && pair.base().length() <= MAX_BYTES_BASE;
    }

    private Price price(Pair pair, Codec codec) throws IOException {
        long count = Section.chunkCount(codec, pair.type(), pair.target().length());
        return count <= SAMPLE_CHUNKS ? measured(pair, codec, count) : sampled(pair, codec, count);
    }

    private Price measured(Pair pair, Codec codec, long count) throws IOException {
        var chunks = new ArrayList<byte[]>();
        long stored = 0;
        for (int i = 0; i < count; i++) {
            var chunk = code(pair, codec, (long) i * pair.chunkBytes(codec));
            chunks.add(chunk);
            stored += chunk.length;
        }
        return new Price(codec, stored, chunks);
    }

    private Price sampled(Pair pair, Codec codec, long count) throws IOException {
        long stored = 0;
        for (int i = 0; i < SAMPLE_CHUNKS; i++) {
            // the last chunk is left out: it may be short and would mislead
            long index = i * (count - 1) / SAMPLE_CHUNKS;
            stored += code(pair, codec, index * pair.chunkBytes(codec)).length;
        }
        long sampleBytes = (long) SAMPLE_CHUNKS * pair.chunkBytes(codec);
        return new Price(codec, Math.round((double) stored * pair.target().length() / sampleBytes), List.of());
    }

    private static byte[] grown(byte[] buffer, int length) {
        return buffer.length < length ? new byte[length] : buffer;
    }
}
