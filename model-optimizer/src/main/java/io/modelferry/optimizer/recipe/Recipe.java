package io.modelferry.optimizer.recipe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model and what to make of it. The same recipe gives the same bytes on every machine and with any number of threads, as long
 * as {@code tool} is the same.
 *
 * @param model SHA-256 of the published file, 64 hexadecimal digits
 * @param tool who rewrites, with its version: {@link #TOOL}, or ONNX Runtime for what only it can make
 */
public record Recipe(String model, String tool, Technique technique) {

    /** Goes up by one with every change of a rewriter that changes a byte of any result. */
    public static final String TOOL = "modelferry-optimizer/3";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    public Recipe {
        if (!model.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a model is named by its SHA-256: " + model);
        }
    }

    public static Recipe of(String model, Technique technique) {
        return new Recipe(model, TOOL, technique);
    }

    /** One line, its keys in order: the same recipe is the same text. */
    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException if the text is no recipe */
    public static Recipe parse(String json) {
        try {
            return JSON.readValue(json, Recipe.class);
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException("no recipe: " + e.getOriginalMessage(), e);
        }
    }

    /** SHA-256 of {@link #json}: the key under which the result is kept. */
    public String digest() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(json().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
