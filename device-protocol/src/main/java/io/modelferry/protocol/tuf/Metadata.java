package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What is signed: one of the four roles' documents. A delegated role's document is a {@link Targets} under a name of its own. */
public sealed interface Metadata permits Root, Timestamp, Snapshot, Targets {

    String ROOT = "root";
    String TIMESTAMP = "timestamp";
    String SNAPSHOT = "snapshot";
    String TARGETS = "targets";

    /** No delegated role may take one of these names. */
    List<String> TOP_LEVEL = List.of(ROOT, TIMESTAMP, SNAPSHOT, TARGETS);

    Head head();

    /** As it is signed, with every field that was read and not known. */
    JsonObject json();

    default long version() {
        return head().version();
    }

    default Instant expires() {
        return head().expires();
    }

    /**
     * What every document begins with.
     *
     * @param specVersion {@code 1.…}: another major version is another format (TUF 4.3)
     * @param version at least 1
     * @param expires whole seconds; the document is no longer believed from that instant on
     */
    record Head(String specVersion, long version, Instant expires) {

        /** The specification that this package was written after. */
        public static final String SPEC_VERSION = "1.0.34";

        private static final Set<String> FIELDS = Set.of("_type", "spec_version", "version", "expires");
        private static final Pattern SUPPORTED = Pattern.compile("1\\.\\d{1,9}(\\.\\d{1,9})?");
        private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

        public Head {
            if (!SUPPORTED.matcher(specVersion).matches()) {
                throw new MalformedMessage("spec_version", specVersion, "1.x or 1.x.y");
            }
            if (version < 1) {
                throw new MalformedMessage("a version of " + version);
            }
            if (expires.getNano() != 0) {
                throw new MalformedMessage("an expiry with a fraction of a second");
            }
        }

        public Head(long version, Instant expires) {
            this(SPEC_VERSION, version, expires);
        }

        static Head read(JsonObject json) {
            return new Head(json.text("spec_version"), json.whole("version"), time(json.text("expires")));
        }

        private static Instant time(String text) {
            try {
                if (TIME.matcher(text).matches()) {
                    return Instant.parse(text);
                }
            } catch (DateTimeException e) {
                throw new MalformedMessage("no such time: " + text, e);
            }
            throw new MalformedMessage("expires", text, TIME.pattern());
        }

        JsonObject.Builder json(String type) {
            return JsonObject.builder()
                    .put("_type", type)
                    .put("spec_version", specVersion)
                    .put("version", version)
                    .put("expires", expires.toString());
        }

        static JsonObject unknown(JsonObject json, String... others) {
            var known = new HashSet<>(FIELDS);
            known.addAll(List.of(others));
            return json.without(known);
        }
    }

    /** @throws MalformedMessage if it is none of the four, or lacks a field */
    static Metadata read(JsonObject json) {
        return switch (json.text("_type")) {
            case ROOT -> Root.read(json);
            case TIMESTAMP -> Timestamp.read(json);
            case SNAPSHOT -> Snapshot.read(json);
            case TARGETS -> Targets.read(json);
            default -> throw new MalformedMessage("_type", json.text("_type"), TOP_LEVEL.toString());
        };
    }
}
