package io.modelferry.agent.tuf;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names that others chose, for addresses and for files. */
final class Names {

    /** What file systems take for one name, less room for a suffix. */
    static final int MAX_FILE_NAME = 240;

    private Names() {}

    /** Percent-encoded to the last slash: one segment of a path, whatever stands in it (RFC 3986, 2.1). */
    static String quoted(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /** Percent-encoded, slashes kept. */
    static String quotedPath(String path) {
        return quoted(path).replace("%2F", "/");
    }

    /** One file's name for a whole path; never hidden, never {@code .} or {@code ..}. */
    static String file(String path) {
        var name = quoted(path);
        return name.startsWith(".") ? "%2E" + name.substring(1) : name;
    }
}
