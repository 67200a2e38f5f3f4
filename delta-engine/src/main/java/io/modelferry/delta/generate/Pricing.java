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

/**
 * Says what each way to code a section costs: of a short one by coding it, of a long one by a sample, evenly spread. On equal cost the simpler way
 * wins, so that the same pair always gives the same delta.
 */
final class Pricing {

    private final Coder coder;

    Pricing(Coder coder) {
        this.coder = coder;
    }

    /** Cheapest first; never empty. */
    List<Price> prices(Pair pair) throws IOException {
        var prices = new ArrayList<Price>();
        for (var prediction : predictions(pair)) {
            if (price(pair, prediction, prices)) {
                break; // nothing will beat what needs no correction
            }
        }
        prices.sort(Comparator.comparingLong(Price::storedBytes));
        return prices;
    }

    /** @return whether the prediction is right, on the sample at least */
    private boolean price(Pair pair, Prediction prediction, List<Price> prices) throws IOException {
        var parameters = coder.compressed(prediction.parameters());
        for (var codec : codecs(pair, prediction)) {
            long bytes = bytes(pair, prediction, codec);
            if (bytes < Long.MAX_VALUE) {
                prices.add(new Price(prediction, parameters, codec, bytes + parameters.length));
            }
            if (bytes == 0) {
                return pair.target().elements() <= coder.effort().sampleElements();
            }
        }
        return false;
    }

    private static List<Prediction> predictions(Pair pair) throws IOException {
        var all = new ArrayList<Prediction>();
        if (pair.base() != null) {
            all.addAll(Predictions.of(pair.base(), pair.target()));
        }
        all.add(new Nothing(pair.type()));
        return all;
    }

    private static List<Codec> codecs(Pair pair, Prediction prediction) {
        boolean predicts = prediction.kind().readsBase();
        if (pair.type() == ElementType.BYTES && !predicts) {
            return plain(pair);
        }
        return switch (pair.type()) {
            case FLOAT, FLOAT16, BFLOAT16 ->
                predicts ? List.of(Codec.SPARSE, Codec.STEPS, Codec.FLOAT) : List.of(Codec.FLOAT, Codec.LITERAL);
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
    private static List<Codec> plain(Pair pair) {
        if (pair.whole().length() == 0) {
            return List.of(Codec.LITERAL);
        }
        return pair.match() == Match.GRAPH
                ? List.of(Codec.MOVES, Codec.DICTIONARY, Codec.LITERAL)
                : List.of(Codec.MOVES, Codec.LITERAL);
    }

    private long bytes(Pair pair, Prediction prediction, Codec codec) throws IOException {
        long elements = pair.target().elements();
        var sample = Sample.of(pair, codec, coder.effort().sampleElements());
        if (sample.elements() == elements) {
            var coded = coder.code(pair, prediction, codec, 0, (int) elements);
            return coded == null ? Long.MAX_VALUE : coded.length;
        }
        long sampled = coder.sampledBytes(pair, prediction, codec, sample.firsts(), sample.count());
        return sampled == Long.MAX_VALUE ? sampled : Math.round((double) sampled * elements / sample.elements());
    }
}
