package io.modelferry.protocol.tuf;

import java.util.List;

/** JSON as TUF signs it: whole numbers only, so that no two readers can write one value in two ways. */
public sealed interface JsonValue
        permits JsonObject, JsonValue.Text, JsonValue.Whole, JsonValue.Flag, JsonValue.Nothing, JsonValue.Items {

    record Text(String value) implements JsonValue {}

    record Whole(long value) implements JsonValue {}

    record Flag(boolean value) implements JsonValue {}

    /** {@code null}. */
    record Nothing() implements JsonValue {}

    record Items(List<JsonValue> values) implements JsonValue {

        public Items {
            values = List.copyOf(values);
        }
    }

    static Items texts(List<String> values) {
        return new Items(
                values.stream().map(value -> (JsonValue) new Text(value)).toList());
    }
}
