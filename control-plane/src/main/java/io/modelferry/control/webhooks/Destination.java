package io.modelferry.control.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a webhook's messages go, taken apart once.
 *
 * @param host as certificates name it: lower case, an IPv6 address without brackets
 * @param authority for the {@code Host} header
 * @param path with the query; begins with {@code /}
 */
record Destination(boolean tls, String host, int port, String authority, String path) {

    static final int LONGEST = 2000;

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

    /** @throws BadDestination in words that follow on "url: " */
    static Destination parse(String url) throws BadDestination {
        if (url.length() > LONGEST || !PRINTABLE.matcher(url).matches()) {
            throw new BadDestination("not a URL of up to " + LONGEST + " printable ASCII characters");
        }
        var uri = uri(url);
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new BadDestination("must begin with https://");
        }
        if (uri.getHost() == null) {
            throw new BadDestination("names no host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new BadDestination("must not hold a user, a password or a fragment");
        }
        var tls = scheme.equals("https");
        return new Destination(tls, host(uri), port(uri, tls), uri.getRawAuthority(), path(uri));
    }

    private static URI uri(String url) throws BadDestination {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new BadDestination("not a URL: " + e.getReason());
        }
    }

    private static String host(URI uri) {
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI uri, boolean tls) throws BadDestination {
        var port = uri.getPort() == -1 ? tls ? 443 : 80 : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new BadDestination("the port must lie between 1 and 65535");
        }
        return port;
    }

    private static String path(URI uri) {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
