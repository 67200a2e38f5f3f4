package io.modelferry.delta.format;

import io.modelferry.delta.codec.Codec;

/** The next best codec for a section, and what it would have stored, in bytes; of a long section extrapolated from a sample. */
public record RunnerUp(Codec codec, long storedBytes) {}
