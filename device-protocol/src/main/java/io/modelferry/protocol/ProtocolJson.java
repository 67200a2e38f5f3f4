package io.modelferry.protocol;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as this protocol speaks it: instants and durations in ISO-8601, unknown fields ignored (an older side meets a newer
 * one), duplicate keys, trailing text, missing or null fields that are not {@code @Nullable}, deep nesting and long documents
 * refused.
 */
public final class ProtocolJson {

    /** Longest document that either side reads, in bytes. A bigger one is not ours. */
    public static final int MAX_DOCUMENT_BYTES = 8 << 20;

    private static final int MAX_DEPTH = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_DOCUMENT_BYTES)
                            .maxStringLength(MAX_DOCUMENT_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .annotationIntrospector(new NullPromises())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private ProtocolJson() {}

    public static byte[] write(Object message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /** @throws MalformedMessage if the bytes are not a {@code type} in JSON */
    public static <T> T read(byte[] json, Class<T> type) {
        if (json.length > MAX_DOCUMENT_BYTES) {
            throw new MalformedMessage("a document of " + json.length + " bytes is longer than " + MAX_DOCUMENT_BYTES);
        }
        try {
            var value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new MalformedMessage("null where a " + type.getSimpleName() + " should stand");
            }
            return value;
        } catch (JacksonException e) {
            throw new MalformedMessage("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
