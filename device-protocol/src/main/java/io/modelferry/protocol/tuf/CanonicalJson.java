package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Canonical JSON in the dialect of OLPC: UTF-8, no white space, names sorted by code point, whole numbers, and in strings nothing
 * escaped but {@code "} and {@code \}. A line feed therefore stands there as itself, so the canonical form is for signing and
 * hashing; {@link #text} writes what a JSON parser reads.
 *
 * @see <a href="https://wiki.laptop.org/go/Canonical_JSON">Canonical JSON (OLPC)</a>
 */
public final class CanonicalJson {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();
    private final boolean escapesControls;

    private CanonicalJson(boolean escapesControls) {
        this.escapesControls = escapesControls;
    }

    /** @throws MalformedMessage if a string holds half a surrogate pair: it has no UTF-8 */
    public static byte[] of(JsonValue value) {
        return new CanonicalJson(false).write(value);
    }

    /** The same, with control characters escaped: what is stored and sent. */
    public static byte[] text(JsonValue value) {
        return new CanonicalJson(true).write(value);
    }

    private byte[] write(JsonValue value) {
        append(value);
        var chars = new char[out.length()];
        out.getChars(0, chars.length, chars, 0);
        try {
            return bytes(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars)));
        } catch (CharacterCodingException e) {
            throw new MalformedMessage("a string holds half a surrogate pair", e);
        }
    }

    private static byte[] bytes(ByteBuffer encoded) {
        return Arrays.copyOf(encoded.array(), encoded.limit());
    }

    private void append(JsonValue value) {
        switch (value) {
            case JsonObject object -> append(object);
            case JsonValue.Items items -> append(items);
            case JsonValue.Text text -> append(text.value());
            case JsonValue.Whole whole -> out.append(whole.value());
            case JsonValue.Flag flag -> out.append(flag.value());
            case JsonValue.Nothing nothing -> out.append("null");
        }
    }

    private void append(JsonObject object) {
        var opened = out.append('{').length();
        object.forEach((name, value) -> {
            if (out.length() > opened) {
                out.append(',');
            }
            append(name);
            out.append(':');
            append(value);
        });
        out.append('}');
    }

    private void append(JsonValue.Items items) {
        out.append('[');
        var separator = "";
        for (var item : items.values()) {
            out.append(separator);
            append(item);
            separator = ",";
        }
        out.append(']');
    }

    private void append(String text) {
        out.append('"');
        if (!escapesControls && text.indexOf('"') < 0 && text.indexOf('\\') < 0) {
            out.append(text).append('"');
            return;
        }
        var copied = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\' || (escapesControls && c < FIRST_PRINTABLE)) {
                out.append(text, copied, i).append(escaped(c));
                copied = i + 1;
            }
        }
        out.append(text, copied, text.length()).append('"');
    }

    private static String escaped(char c) {
        return c < FIRST_PRINTABLE ? "\\u%04x".formatted((int) c) : "\\" + c;
    }
}
