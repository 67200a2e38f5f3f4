package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what may be signed. Refused: anything but UTF-8, a name twice in one object, a number with a fraction, an exponent or
 * more than 64 bits, nesting deeper than {@value #MAX_DEPTH}, anything after the object.
 */
final class StrictJson {

    static final int MAX_DEPTH = 32;

    /** Names are paths of files, each of them another: nothing is gained by remembering them. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private StrictJson() {}

    /** @throws MalformedMessage if the bytes are anything but one object */
    static JsonObject read(byte[] utf8) {
        try (var json = JSON.createParser(ObjectReadContext.empty(), decoded(utf8))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessage("not a JSON object");
            }
            var object = object(json);
            if (json.nextToken() != null) {
                throw new MalformedMessage("something follows the JSON object");
            }
            return object;
        } catch (JacksonException e) {
            throw new MalformedMessage("not strict JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String decoded(byte[] utf8) {
        if (isAscii(utf8)) {
            return new String(utf8, StandardCharsets.ISO_8859_1); // a copy, nothing to decode
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessage("not UTF-8", e);
        }
    }

    private static boolean isAscii(byte[] utf8) {
        var all = 0;
        for (var one : utf8) {
            all |= one;
        }
        return all >= 0;
    }

    private static JsonObject object(JsonParser json) {
        var object = JsonObject.builder();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            object.put(name, value(json));
        }
        return object.build();
    }

    private static JsonValue.Items items(JsonParser json) {
        var items = new ArrayList<JsonValue>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(json));
        }
        return new JsonValue.Items(items);
    }

    private static JsonValue value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> items(json);
            case VALUE_STRING -> new JsonValue.Text(json.getString());
            case VALUE_NUMBER_INT -> new JsonValue.Whole(json.getLongValue()); // refuses what 64 bits cannot hold
            case VALUE_NUMBER_FLOAT -> throw new MalformedMessage("a number with a fraction or an exponent");
            case VALUE_TRUE -> new JsonValue.Flag(true);
            case VALUE_FALSE -> new JsonValue.Flag(false);
            case VALUE_NULL -> new JsonValue.Nothing();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedMessage("not JSON");
        };
    }
}
