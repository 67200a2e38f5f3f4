package io.modelferry.delta.generate;

import io.modelferry.delta.format.Section;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a section shall be coded.
 *
 * @param prices cheapest first; empty if there is nothing to code
 * @param only   the coded bytes of a section of one chunk, which pricing may as well finish
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record SectionPlan(Pair pair, List<Price> prices, byte @Nullable [] only) {

    SectionPlan {
        prices = List.copyOf(prices);
    }

    static SectionPlan of(Pair pair, Coder coder) throws IOException {
        if (pair.target().bytes().length() == 0) {
            return new SectionPlan(pair, List.of(), null);
        }
        if (pair.isSame()) {
            return new SectionPlan(pair, List.of(new Price(Way.same(pair), 0)), null);
        }
        var pricing = new Pricing(pair, coder);
        var prices = pricing.prices();
        if (Section.chunkCount(pair.type(), pair.target().bytes().length()) > 1) {
            return new SectionPlan(pair, prices, null);
        }
        var cheapest = prices.getFirst().way();
        var coded = pricing.coded(cheapest);
        return new SectionPlan(pair, prices, coded == null ? whole(pair, cheapest, coder) : coded);
    }

    private static byte @Nullable [] whole(Pair pair, Way way, Coder coder) throws IOException {
        return coder.code(pair, way, 0, (int) pair.target().elements());
    }

    boolean isEmpty() {
        return prices.isEmpty();
    }
}
