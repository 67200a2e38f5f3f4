package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.RunnerUp;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.format.StagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes section after section, each by the codec that costs least, and says what it wrote. */
final class BodyWriter {

    private final Pricing pricing;
    private final StagedFile body;
    private final boolean mayMoveBytes;
    private final Contents contents = new Contents();

    /** @param mayMoveBytes whether the slow search for moved bytes is worth its time on this pair */
    BodyWriter(Pricing pricing, StagedFile body, boolean mayMoveBytes) {
        this.pricing = pricing;
        this.body = body;
        this.mayMoveBytes = mayMoveBytes;
    }

    Section write(Pair pair) throws IOException {
        if (pair.hasBase() && pair.hasEqualLengths() && contents.equal(pair.base(), pair.target())) {
            return section(pair, Codec.SAME, List.of(), null);
        }
        var prices = pricing.prices(pair, mayMoveBytes);
        var best = prices.getFirst();
        var lengths = best.chunks().isEmpty() ? code(pair, best.codec()) : append(best.chunks());
        return section(pair, best.codec(), lengths, runnerUp(prices));
    }

    private List<Integer> code(Pair pair, Codec codec) throws IOException {
        var lengths = new ArrayList<Integer>();
        for (long at = 0; at < pair.target().length(); at += pair.chunkBytes(codec)) {
            lengths.addAll(append(List.of(pricing.code(pair, codec, at))));
        }
        return lengths;
    }

    private List<Integer> append(List<byte[]> chunks) throws IOException {
        for (var chunk : chunks) {
            body.write(chunk, 0, chunk.length);
        }
        return chunks.stream().map(chunk -> chunk.length).toList();
    }

    private static @Nullable RunnerUp runnerUp(List<Price> prices) {
        if (prices.size() < 2) {
            return null;
        }
        var second = prices.get(1);
        return new RunnerUp(second.codec(), second.storedBytes());
    }

    private static Section section(Pair pair, Codec codec, List<Integer> lengths, @Nullable RunnerUp runnerUp) {
        int baseIndex = codec.readsBase() ? pair.baseIndex() : Section.NO_BASE;
        var length = pair.target().length();
        return new Section(pair.name(), pair.type(), length, codec, pair.match(), baseIndex, lengths, runnerUp);
    }
}
