package io.modelferry.control.security;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of its own, {@code ferry dashboard certificate}: gives a dashboard a client certificate with which it may read
 * {@code fleet/v1/stats/#} on the broker, and nothing else. It needs the fleet's own authority, so it runs where the control
 * plane's data folder is, whether the control plane is up or not.
 * <pre>--out DIR [--data DIR]</pre>
 * Writes {@code ca.pem}, {@code dashboard.pem} and {@code dashboard-key.pem}. Run again, it keeps the key and renews the certificate.
 */
public final class DashboardCertificate {

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private DashboardCertificate() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.getenv(), System.out, System.err));
    }

    /** @return the exit code, as docs/cli.md has them */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        var options = options(arguments);
        var folder = options.get("--out");
        if (folder == null) {
            err.println("ferry: usage: ferry dashboard certificate --out DIR [--data DIR]");
            return USAGE;
        }
        var data = options.getOrDefault("--data", environment.getOrDefault("MODELFERRY_DATA", ".ferry"));
        try {
            write(Path.of(data), Path.of(folder), InstantSource.system(), new SecureRandom());
        } catch (IOException | CannotStart e) {
            err.println("ferry: " + e.getMessage());
            return FAILED;
        }
        out.println("ca.pem, dashboard.pem and dashboard-key.pem are in " + folder + "; valid for " + LIFETIME.toDays()
                + " days");
        return 0;
    }

    /** Empty for words that are no pairs of ours. */
    private static Map<String, String> options(List<String> arguments) {
        var options = new HashMap<String, String>();
        for (var word = 0; word < arguments.size(); word += 2) {
            var known =
                    arguments.get(word).equals("--out") || arguments.get(word).equals("--data");
            if (!known || word + 1 == arguments.size()) {
                return Map.of();
            }
            options.put(arguments.get(word), arguments.get(word + 1));
        }
        return options;
    }

    static void write(Path data, Path out, InstantSource clock, SecureRandom random) throws IOException {
        var keys = data.resolve("keys");
        if (!Files.exists(keys.resolve("ca.pem"))) {
            throw new IOException(
                    "there is no fleet in " + data + ": start the control plane once, then run this again");
        }
        Files.createDirectories(out);
        var ca = new FleetCa(keys, clock, random);
        var key = KeyPairs.p256(out.resolve("dashboard-key.pem"));
        var certificate = ca.issueForClient(FleetTls.DASHBOARD_NAME, key.getPublic(), LIFETIME);
        DataFolder.write(out.resolve("dashboard.pem"), ascii(FleetCa.pem(certificate)));
        DataFolder.write(out.resolve("ca.pem"), ascii(ca.pem()));
    }

    private static byte[] ascii(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
