package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The paths that a delegated role is trusted with, in one of the two ways of saying it (TUF 4.5). */
public sealed interface PathScope {

    String PATHS = "paths";
    String HASH_PREFIXES = "path_hash_prefixes";

    /** Whether {@code path} is within. */
    boolean covers(String path);

    JsonObject.Builder into(JsonObject.Builder delegation);

    /**
     * By patterns: {@code *} is any number of characters and {@code ?} is one, neither is a slash. Brackets are refused rather
     * than understood in another way than their writer meant.
     */
    record Paths(List<String> patterns) implements PathScope {

        public Paths {
            patterns = List.copyOf(patterns);
            if (patterns.stream().anyMatch(pattern -> pattern.indexOf('[') >= 0)) {
                throw new MalformedMessage("a path pattern with '[': only * and ? are understood");
            }
        }

        @Override
        public boolean covers(String path) {
            return patterns.stream().anyMatch(pattern -> matches(pattern, path));
        }

        /** In time proportional to the product of both lengths: of several stars only the last is ever taken up again. */
        private static boolean matches(String pattern, String path) {
            var p = 0;
            var star = -1;
            var resume = 0;
            for (var i = 0; i < path.length(); ) {
                var c = path.charAt(i);
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    resume = i;
                } else if (p < pattern.length() && fits(pattern.charAt(p), c)) {
                    p++;
                    i++;
                } else if (star >= 0 && path.charAt(resume) != '/') {
                    p = star + 1;
                    i = ++resume;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }

        private static boolean fits(char pattern, char c) {
            return pattern == '?' ? c != '/' : pattern == c;
        }

        @Override
        public JsonObject.Builder into(JsonObject.Builder delegation) {
            return delegation.put(PATHS, JsonValue.texts(patterns));
        }
    }

    /** By the first digits of the SHA-256 of the path in UTF-8. */
    record HashPrefixes(List<String> prefixes) implements PathScope {

        private static final Pattern FORM = Pattern.compile("[0-9a-f]{1,64}");

        public HashPrefixes {
            prefixes = List.copyOf(prefixes);
            for (var prefix : prefixes) {
                if (!FORM.matcher(prefix).matches()) {
                    throw new MalformedMessage("path hash prefix", prefix, FORM.pattern());
                }
            }
        }

        @Override
        public boolean covers(String path) {
            var hash = Key.sha256(path.getBytes(StandardCharsets.UTF_8));
            return prefixes.stream().anyMatch(hash::startsWith);
        }

        @Override
        public JsonObject.Builder into(JsonObject.Builder delegation) {
            return delegation.put(HASH_PREFIXES, JsonValue.texts(prefixes));
        }
    }

    static PathScope read(JsonObject delegation) {
        if (delegation.has(PATHS) == delegation.has(HASH_PREFIXES)) {
            throw new MalformedMessage("a delegation needs paths or path_hash_prefixes, and not both");
        }
        return delegation.has(PATHS)
                ? new Paths(delegation.texts(PATHS))
                : new HashPrefixes(delegation.texts(HASH_PREFIXES));
    }
}
