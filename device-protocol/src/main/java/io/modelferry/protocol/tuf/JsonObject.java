package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.JsonValue.Flag;
import io.modelferry.protocol.tuf.JsonValue.Items;
import io.modelferry.protocol.tuf.JsonValue.Text;
import io.modelferry.protocol.tuf.JsonValue.Whole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object whose members stand in the order of their names' code points, as canonical JSON wants them.
 * <p>What it is asked for and does not have, or has in another type, is a {@link MalformedMessage} that names the member.
 */
public final class JsonObject implements JsonValue {

    public static final JsonObject EMPTY = new Builder().build();

    private final List<Member> members;

    private record Member(String name, JsonValue value) {}

    private JsonObject(List<Member> members) {
        this.members = List.copyOf(members);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Takes members in any order. */
    public static final class Builder {

        private final List<Member> members = new ArrayList<>();
        private boolean ordered = true;

        private Builder() {}

        public Builder put(String name, JsonValue value) {
            ordered = ordered
                    && (members.isEmpty() || byCodePoint(members.getLast().name(), name) < 0);
            members.add(new Member(name, value));
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
            others.forEach(this::put);
            return this;
        }

        /** @throws MalformedMessage if a name stands there twice */
        public JsonObject build() {
            if (!ordered) {
                members.sort(Comparator.comparing(Member::name, JsonObject::byCodePoint));
                requireDistinct();
            }
            return new JsonObject(members);
        }

        private void requireDistinct() {
            for (var i = 1; i < members.size(); i++) {
                var name = members.get(i).name();
                if (name.equals(members.get(i - 1).name())) {
                    throw new MalformedMessage("the name '" + shown(name) + "' stands twice in one object");
                }
            }
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

    private @Nullable JsonValue find(String name) {
        var low = 0;
        for (var high = members.size() - 1; low <= high; ) {
            var middle = (low + high) >>> 1;
            var order = byCodePoint(members.get(middle).name(), name);
            if (order == 0) {
                return members.get(middle).value();
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return null;
    }

    /** In their order. */
    public void forEach(BiConsumer<String, JsonValue> member) {
        members.forEach(each -> member.accept(each.name(), each.value()));
    }

    /** In their order; each must be an object. */
    public void forEachObject(BiConsumer<String, JsonObject> member) {
        forEach((name, value) -> member.accept(name, as(value, name, JsonObject.class, "an object")));
    }

    /** In their order; each must be a string. */
    public void forEachText(BiConsumer<String, String> member) {
        forEach((name, value) ->
                member.accept(name, as(value, name, Text.class, "a string").value()));
    }

    public boolean has(String name) {
        return find(name) != null;
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

    /** What stands here under none of these names. */
    public JsonObject without(Set<String> known) {
        var rest = new ArrayList<Member>(0);
        for (var member : members) {
            if (!known.contains(member.name())) {
                rest.add(member);
            }
        }
        return rest.isEmpty() ? EMPTY : new JsonObject(rest);
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
        return as(find(name), name, type, what);
    }

    private static <T extends JsonValue> T as(@Nullable JsonValue value, String name, Class<T> type, String what) {
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
