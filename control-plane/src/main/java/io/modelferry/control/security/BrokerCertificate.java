package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A program of its own: gives an external broker a certificate by the fleet's CA, which it makes if this is the first start.
 * <pre>--data DIR --host NAME[,NAME…] --out DIR</pre>
 * Writes {@code ca.pem}, {@code broker.pem} (with the CA behind it), {@code broker-key.pem} and, if there is none by this CA, an empty
 * {@code crl.pem}, which the control plane keeps up to date. Run again, it keeps the CA and the broker's key, and renews the certificate.
 */
public final class BrokerCertificate {

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final List<String> OPTIONS = List.of("--data", "--host", "--out");

    private BrokerCertificate() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2 * OPTIONS.size()) {
            System.err.println("usage: --data DIR --host NAME[,NAME…] --out DIR");
            System.exit(2);
        }
        var values = OPTIONS.stream()
                .map(option -> args[List.of(args).indexOf(option) + 1])
                .toList();
        write(
                Path.of(values.get(0)),
                List.of(values.get(1).split(",")),
                Path.of(values.get(2)),
                InstantSource.system(),
                new SecureRandom());
    }

    static void write(Path data, List<String> hosts, Path out, InstantSource clock, SecureRandom random)
            throws IOException {
        var keys = Files.createDirectories(data.resolve("keys"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(out);
        var ca = new FleetCa(keys, clock, random);
        var key = KeyPairs.p256(out.resolve("broker-key.pem"));
        var certificate = ca.issueForServer(key.getPublic(), LIFETIME, hosts);
        DataFolder.write(out.resolve("broker.pem"), ascii(FleetCa.pem(certificate) + ca.pem()));
        DataFolder.write(out.resolve("ca.pem"), ascii(ca.pem()));
        var revocations = out.resolve("crl.pem");
        if (!Files.exists(revocations) || !ca.signed(Files.readString(revocations))) {
            RevocationList.write(revocations, ca.revocations(List.of()));
        }
    }

    private static byte[] ascii(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
