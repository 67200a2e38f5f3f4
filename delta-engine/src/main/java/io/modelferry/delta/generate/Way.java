package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.predict.Nothing;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.predict.Predictions;
import io.modelferry.delta.predict.Unchanged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to code a section.
 *
 * @param parameters of the prediction, packed; empty if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Way(Prediction prediction, byte[] parameters, Codec codec) {

    /** For a section that is just what its counterpart is. */
    static Way same(Pair pair) {
        return new Way(new Unchanged(pair.type()), new byte[0], Codec.EXACT);
    }

    /** What can express anything. */
    static Way literal(Pair pair) {
        return new Way(new Nothing(pair.type()), new byte[0], Codec.LITERAL);
    }

    /** Every way that may pay, the simpler first. */
    static List<Way> all(Pair pair, Coder coder) throws IOException {
        var ways = new ArrayList<Way>();
        for (var prediction : predictions(pair)) {
            var parameters = coder.compressed(prediction.parameters());
            for (var codec : codecs(pair, prediction)) {
                ways.add(new Way(prediction, parameters, codec));
            }
        }
        return ways;
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
    private static List<Codec> plain(Pair pair) {
        if (pair.whole().length() == 0) {
            return List.of(Codec.LITERAL);
        }
        return pair.match() == Match.GRAPH
                ? List.of(Codec.DICTIONARY, Codec.MOVES, Codec.LITERAL)
                : List.of(Codec.MOVES, Codec.LITERAL);
    }
}
