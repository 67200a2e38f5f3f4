package io.modelferry.agent.serving;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Only programs of this machine, and no web page that a browser on it shows: a page may make its own name point at 127.0.0.1
 * (DNS rebinding) or post to it blindly, but the browser tells the page's name in {@code Host} or {@code Origin}.
 */
final class Callers {

    private static final String LOOPBACK = "(127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|localhost|\\[::1])(:\\d{1,5})?";
    private static final Pattern HOST = Pattern.compile(LOOPBACK, Pattern.CASE_INSENSITIVE);
    private static final Pattern ORIGIN = Pattern.compile("https?://" + LOOPBACK, Pattern.CASE_INSENSITIVE);

    private Callers() {}

    /** @throws Problem 403 */
    static void require(Headers request) throws Problem {
        var host = request.getOrDefault("Host", List.of());
        if (host.size() != 1 || !HOST.matcher(host.getFirst()).matches()) {
            throw new Problem(
                    Problem.FORBIDDEN, "only this machine is served: the Host must be 127.0.0.1 or localhost");
        }
        for (var origin : request.getOrDefault("Origin", List.of())) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new Problem(Problem.FORBIDDEN, "pages of other origins are not served");
            }
        }
    }
}
