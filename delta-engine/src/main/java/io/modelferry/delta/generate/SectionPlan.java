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
        if (pair.isSame()) {
            return new SectionPlan(pair, List.of(same(pair)), null);
        }
        var pricing = new Pricing(pair, coder);
        var prices = pricing.prices();
        if (Section.chunkCount(pair.type(), pair.target().bytes().length()) > 1) {
            return new SectionPlan(pair, prices, null);
        }
        var coded = pricing.coded();
        return new SectionPlan(pair, prices, coded == null ? whole(pair, prices.getFirst(), coder) : coded);
    }

    private static byte @Nullable [] whole(Pair pair, Price price, Coder coder) throws IOException {
        return coder.code(
                pair, price.prediction(), price.codec(), 0, (int) pair.target().elements());
    }

    private static Price same(Pair pair) {
        return new Price(new Unchanged(pair.type()), new byte[0], Codec.EXACT, 0);
    }

    boolean isEmpty() {
        return prices.isEmpty();
    }
}
