package io.modelferry.delta.format;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.predict.Prediction;

/** The next best way to code a section, and what it would have stored, in bytes; of a long section extrapolated from a sample. */
public record RunnerUp(Prediction.Kind prediction, Codec codec, long storedBytes) {

    String label() {
        return Section.label(prediction, codec);
    }
}
