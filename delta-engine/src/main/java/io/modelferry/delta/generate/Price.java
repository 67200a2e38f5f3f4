package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.predict.Prediction;

/**
 * A way to code a section, and what it costs.
 *
 * @param parameters  of the prediction, packed; empty if there are none
 * @param storedBytes parameters and all chunks, extrapolated if only a sample was coded
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Price(Prediction prediction, byte[] parameters, Codec codec, long storedBytes) {}
