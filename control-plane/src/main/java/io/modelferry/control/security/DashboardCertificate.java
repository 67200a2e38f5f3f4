package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A program of its own: gives a dashboard a client certificate with which it may read {@code fleet/v1/stats/#} on the broker, and
 * nothing else.
 * <pre>--data DIR --out DIR</pre>
 * Writes {@code ca.pem}, {@code dashboard.pem} and {@code dashboard-key.pem}. Run again, it keeps the key and renews the certificate.
 */
public final class DashboardCertificate {

    private static final Duration LIFETIME = Duration.ofDays(397);

    private DashboardCertificate() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 4 || !args[0].equals("--data") || !args[2].equals("--out")) {
            System.err.println("usage: --data DIR --out DIR");
            System.exit(2);
        }
        write(Path.of(args[1]), Path.of(args[3]), InstantSource.system(), new SecureRandom());
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
