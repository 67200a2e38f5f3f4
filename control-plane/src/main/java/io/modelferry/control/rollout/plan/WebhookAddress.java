package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.Spoken;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses addresses that nothing could ever answer at, and those of the machine's own network services. Asks no name server: what a name
 * stands for may change, so who calls it looks again.
 */
final class WebhookAddress {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_LENGTH = 2000;

    private WebhookAddress() {}

    static void check(String where, GateRule.Webhook hook) {
        Require.that(
                hook.timeout().isPositive() && hook.timeout().compareTo(LONGEST) <= 0,
                "bad-gate",
                where + ".timeout",
                "must lie above 0 s and up to " + Spoken.of(LONGEST) + ".");
        address(where + ".url", hook.url());
    }

    private static void address(String where, URI url) {
        var host = url.getHost();
        Require.that(
                url.getScheme() != null
                        && SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                        && host != null
                        && url.getUserInfo() == null
                        && url.getFragment() == null
                        && url.toString().length() <= MAX_LENGTH,
                "bad-gate",
                where,
                "an http or https address with a host, without a user and without a fragment, please.");
        Require.that(url.getPort() != 0, "bad-gate", where, "nothing answers at port 0.");
        Require.that(
                host == null || !literal(host) || answers(host),
                "bad-gate",
                where,
                "nothing can answer at " + host + ", or nothing that is meant for it.");
    }

    /** Digits and dots, or in brackets: read without a name server. */
    private static boolean literal(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    /** Unspecified, multicast, broadcast and link-local addresses do not; the last are where clouds keep their machines' keys. */
    private static boolean answers(String host) {
        if (!host.startsWith("[") && !host.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            return false;
        }
        try {
            var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            return !address.isAnyLocalAddress()
                    && !address.isMulticastAddress()
                    && !address.isLinkLocalAddress()
                    && !host.equals("255.255.255.255");
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
