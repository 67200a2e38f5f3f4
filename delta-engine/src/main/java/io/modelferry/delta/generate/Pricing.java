package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what each way to code a section costs. Every way is tried on a few elements first; those that come near the cheapest are then tried on more: on
 * all of a short section, on a sample of a long one. On equal cost the simpler way wins, so that the same pair always gives the same delta.
 */
final class Pricing {

    /** A glance tells what costs more than so much of the cheapest. */
    private static final double NEAR = 1.15;

    /** And what costs more than so much of the section's own length. */
    private static final double NEAR_OF_ALL = 0.002;

    private final Pair pair;
    private final Coder coder;
    private final Map<Way, byte[]> coded = new IdentityHashMap<>();

    Pricing(Pair pair, Coder coder) {
        this.pair = pair;
        this.coder = coder;
    }

    /** Cheapest first; never empty. */
    List<Price> prices() throws IOException {
        int few = coder.effort().glanceElements();
        var prices = glances(Samples.of(pair, few));
        var near = near(prices);
        if (near.size() > 1 && pair.target().elements() > few) {
            prices = prices(near, Samples.of(pair, coder.effort().sampleElements()));
        }
        prices.sort(Comparator.comparingLong(Price::storedBytes));
        return prices;
    }

    /** All of the section, coded that way, if finding the price meant to do that. */
    byte @Nullable [] coded(Way way) {
        return coded.get(way);
    }

    private List<Price> glances(Samples samples) throws IOException {
        var prices = new ArrayList<Price>();
        for (var way : Way.all(pair, coder)) {
            if (!isOutdone(way, prices)) {
                price(way, samples.of(way.codec()), prices);
            }
        }
        return prices;
    }

    /** Whether what is already found makes it a waste of time to try. */
    private boolean isOutdone(Way way, List<Price> found) {
        if (way.prediction().kind().readsBase()) {
            return false;
        }
        if (pair.type() != ElementType.BYTES) {
            return hasPriceBelow(coder.effort().wellPredicted(), found);
        }
        return way.codec() == Codec.MOVES
                && pair.match() == Match.GRAPH
                && hasPriceBelow(coder.effort().wellCopied(), found);
    }

    private boolean hasPriceBelow(double share, List<Price> found) {
        double limit = pair.target().bytes().length() * share;
        return found.stream().anyMatch(price -> price.storedBytes() <= limit);
    }

    private List<Way> near(List<Price> glances) {
        long cheapest = glances.stream().mapToLong(Price::storedBytes).min().orElse(0);
        double limit = cheapest * NEAR + pair.target().bytes().length() * NEAR_OF_ALL;
        return glances.stream()
                .filter(price -> price.storedBytes() <= limit)
                .map(Price::way)
                .toList();
    }

    private List<Price> prices(List<Way> ways, Samples samples) throws IOException {
        var prices = new ArrayList<Price>();
        for (var way : ways) {
            price(way, samples.of(way.codec()), prices);
        }
        return prices;
    }

    private void price(Way way, Sample sample, List<Price> prices) throws IOException {
        coder.take(pair, sample);
        if (way.codec().readsPrediction()) {
            coder.expect(way.prediction());
        }
        var stored = coder.coded(way.codec());
        if (stored == null) {
            return;
        }
        long elements = pair.target().elements();
        boolean isWhole = sample.elements() == elements;
        long bytes = isWhole ? stored.length : Math.round((double) stored.length * elements / sample.elements());
        prices.add(new Price(way, bytes + way.parameters().length));
        if (isWhole) {
            coded.put(way, stored);
        }
    }

    /** What each codec is tried on. */
    private record Samples(Sample spread, Sample rows, Sample chunk) {

        /** A graph is not alike all over: it is tried whole. */
        static Samples of(Pair pair, int most) {
            var chunk = Sample.head(pair, pair.chunkBytes());
            var spread = pair.match() == Match.GRAPH ? chunk : Sample.spread(pair, most);
            var rows = spread.isOfWholeRows(pair) ? spread : Sample.head(pair, most);
            return new Samples(spread, rows, chunk);
        }

        Sample of(Codec codec) {
            if (codec.readsBaseFreely()) {
                return chunk;
            }
            return codec == Codec.STEPS ? rows : spread;
        }
    }
}
