package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.JsonValue.Flag;
import io.modelferry.protocol.tuf.JsonValue.Items;
import io.modelferry.protocol.tuf.JsonValue.Text;
import io.modelferry.protocol.tuf.JsonValue.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object whose members stand in the order of their names' code points, as canonical JSON wants them.
 * <p>What it is asked for and does not have, or has in another type, is a {@link MalformedMessage} that names the member.
 */
public final class JsonObject implements JsonValue {

    public static final JsonObject EMPTY = new Builder().build();

    private final SortedMap<String, JsonValue> members;

    private JsonObject(SortedMap<String, JsonValue> members) {
        this.members = Collections.unmodifiableSortedMap(members);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Takes each name once. */
    public static final class Builder {

        private final TreeMap<String, JsonValue> members = new TreeMap<>(JsonObject::byCodePoint);

        private Builder() {}

        /** @throws MalformedMessage if the name is taken */
        public Builder put(String name, JsonValue value) {
            if (members.put(name, value) != null) {
                throw new MalformedMessage("the name '" + shown(name) + "' stands twice in one object");
            }
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        public Builder put(String name, long value) {
            return put(name, new Whole(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new Flag(value));
        }

        /** Leaves out what is null. */
        public Builder putIfPresent(String name, @Nullable JsonValue value) {
            return value == null ? this : put(name, value);
        }

        public Builder putAll(JsonObject others) {
            others.members.forEach(this::put);
            return this;
        }

        /** The builder must not be used again. */
        public JsonObject build() {
            return new JsonObject(members);
        }
    }

    /** UTF-16 would put a character beyond U+FFFF before one from U+E000 on. */
    private static int byCodePoint(String a, String b) {
        var common = Math.min(a.length(), b.length());
        for (var i = 0; i < common; i++) {
            var x = a.charAt(i);
            var y = b.charAt(i);
            if (x != y) {
                var beyond = Character.isSurrogate(x);
                return beyond == Character.isSurrogate(y) ? x - y : beyond ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    public SortedMap<String, JsonValue> members() {
        return members;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public String text(String name) {
        return need(name, Text.class, "a string").value();
    }

    public long whole(String name) {
        return need(name, Whole.class, "a whole number").value();
    }

    /** @throws MalformedMessage also below {@code least} */
    public long wholeFrom(long least, String name) {
        var value = whole(name);
        if (value < least) {
            throw new MalformedMessage("'" + name + "' is " + value + ", below " + least);
        }
        return value;
    }

    /** False if it is not there. */
    public boolean flag(String name) {
        return has(name) && need(name, Flag.class, "true or false").value();
    }

    public JsonObject object(String name) {
        return need(name, JsonObject.class, "an object");
    }

    public List<JsonObject> objects(String name) {
        return items(name, JsonObject.class, "objects");
    }

    public List<String> texts(String name) {
        return items(name, Text.class, "strings").stream().map(Text::value).toList();
    }

    /** Everything that is an object, by its name. */
    public Map<String, JsonObject> objectsByName() {
        var all = new TreeMap<String, JsonObject>(members.comparator());
        members.keySet().forEach(name -> all.put(name, object(name)));
        return all;
    }

    /** What stands here under none of these names. */
    public JsonObject without(Set<String> known) {
        if (known.containsAll(members.keySet())) {
            return EMPTY;
        }
        var rest = builder();
        members.forEach((name, value) -> {
            if (!known.contains(name)) {
                rest.put(name, value);
            }
        });
        return rest.build();
    }

    private <T extends JsonValue> List<T> items(String name, Class<T> type, String what) {
        var all = new ArrayList<T>();
        for (var item : need(name, Items.class, "an array").values()) {
            if (!type.isInstance(item)) {
                throw new MalformedMessage("'" + shown(name) + "' must hold " + what + " only");
            }
            all.add(type.cast(item));
        }
        return List.copyOf(all);
    }

    private <T extends JsonValue> T need(String name, Class<T> type, String what) {
        var value = members.get(name);
        if (!type.isInstance(value)) {
            throw new MalformedMessage("'" + shown(name) + "' must be there and be " + what);
        }
        return type.cast(value);
    }

    private static String shown(String name) {
        var brief = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return brief.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
