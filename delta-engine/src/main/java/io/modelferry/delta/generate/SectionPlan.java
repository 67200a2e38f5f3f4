package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.predict.Unchanged;
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
        if (pair.base() != null
                && pair.hasEqualLengths()
                && new Contents().equal(pair.counterpart(), pair.target().bytes())) {
            return new SectionPlan(pair, List.of(same(pair)), null);
        }
        var prices = new Pricing(coder).prices(pair);
        if (Section.chunkCount(pair.type(), pair.target().bytes().length()) > 1) {
            return new SectionPlan(pair, prices, null);
        }
        var best = prices.getFirst();
        int elements = (int) pair.target().elements();
        return new SectionPlan(pair, prices, coder.code(pair, best.prediction(), best.codec(), 0, elements));
    }

    private static Price same(Pair pair) {
        return new Price(new Unchanged(pair.type()), new byte[0], Codec.EXACT, 0);
    }

    boolean isEmpty() {
        return prices.isEmpty();
    }
}
