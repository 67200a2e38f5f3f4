package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.predict.Nothing;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.predict.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what each way to code a section costs: of a short one by coding it, of a long one by a sample, evenly spread. On equal cost the simpler way
 * wins, so that the same pair always gives the same delta.
 */
final class Pricing {

    private final Pair pair;
    private final Coder coder;
    private final Sample spread;
    private final Sample start;
    private final Sample chunk;
    private final List<Price> prices = new ArrayList<>();
    private byte @Nullable [] coded;
    private long least = Long.MAX_VALUE;

    Pricing(Pair pair, Coder coder) {
        this.pair = pair;
        this.coder = coder;
        this.spread = Sample.spread(pair, coder.effort().sampleElements());
        this.start = Sample.head(pair, coder.effort().sampleElements());
        this.chunk = Sample.head(pair, pair.chunkBytes());
    }

    /** Cheapest first; never empty. */
    List<Price> prices() throws IOException {
        for (var prediction : predictions()) {
            if (price(prediction)) {
                break; // nothing will beat what needs no correction
            }
        }
        prices.sort(Comparator.comparingLong(Price::storedBytes));
        return prices;
    }

    /** All of the section, coded in the cheapest way, if finding the price meant to do that. */
    byte @Nullable [] coded() {
        return coded;
    }

    private List<Prediction> predictions() throws IOException {
        var all = new ArrayList<Prediction>();
        if (pair.base() != null) {
            all.addAll(Predictions.of(pair.base(), pair.target()));
        }
        all.add(new Nothing(pair.type()));
        return all;
    }

    private Sample sample(Codec codec) {
        if (codec.readsBaseFreely()) {
            return chunk;
        }
        return codec == Codec.STEPS && !spread.isOfWholeRows(pair) ? start : spread;
    }

    /** @return whether the prediction is right, for all of a section that was coded whole */
    private boolean price(Prediction prediction) throws IOException {
        var parameters = coder.compressed(prediction.parameters());
        for (var codec : codecs(prediction)) {
            var sample = sample(codec);
            coder.take(pair, sample);
            if (codec.readsPrediction()) {
                coder.expect(prediction);
            }
            var stored = coder.coded(codec);
            if (stored != null) {
                add(prediction, parameters, codec, sample, stored);
            }
            if (stored != null && stored.length == 0) {
                return isWhole(sample);
            }
        }
        return false;
    }

    private void add(Prediction prediction, byte[] parameters, Codec codec, Sample sample, byte[] stored) {
        long elements = pair.target().elements();
        long bytes =
                isWhole(sample) ? stored.length : Math.round((double) stored.length * elements / sample.elements());
        var price = new Price(prediction, parameters, codec, bytes + parameters.length);
        prices.add(price);
        if (price.storedBytes() < least) {
            least = price.storedBytes();
            coded = isWhole(sample) ? stored : null;
        }
    }

    private boolean isWhole(Sample sample) {
        return sample.elements() == pair.target().elements();
    }

    private List<Codec> codecs(Prediction prediction) {
        boolean predicts = prediction.kind().readsBase();
        if (pair.type() == ElementType.BYTES && !predicts) {
            return plain();
        }
        return switch (pair.type()) {
            case FLOAT, FLOAT16, BFLOAT16 ->
                predicts ? List.of(Codec.SPARSE, Codec.FLOAT, Codec.STEPS) : List.of(Codec.FLOAT, Codec.LITERAL);
            case INT8,
                    UINT8,
                    BOOL,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    BYTES -> predicts ? List.of(Codec.SPARSE, Codec.BYTE) : List.of(Codec.BYTE, Codec.LITERAL);
            case UINT16, INT16, INT32, INT64, DOUBLE, UINT32, UINT64, COMPLEX64, COMPLEX128 ->
                predicts ? List.of(Codec.SPARSE, Codec.PLANES) : List.of(Codec.PLANES, Codec.LITERAL);
        };
    }

    /** All of the base is a dictionary for the graph only: that of a graph is small. */
    private List<Codec> plain() {
        if (pair.whole().length() == 0) {
            return List.of(Codec.LITERAL);
        }
        return pair.match() == Match.GRAPH
                ? List.of(Codec.MOVES, Codec.DICTIONARY, Codec.LITERAL)
                : List.of(Codec.MOVES, Codec.LITERAL);
    }
}
