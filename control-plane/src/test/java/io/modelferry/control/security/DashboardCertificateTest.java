package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ferry dashboard certificate} writes, and what it leaves alone. */
final class DashboardCertificateTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void isSignedByTheFleetsAuthorityInTheDashboardsName() throws Exception {
        var data = fleet();

        assertThat(run(Map.of(), "--out", folder.resolve("out").toString(), "--data", data.toString()))
                .isZero();

        var authority = certificate(folder.resolve("out/ca.pem"));
        var dashboard = certificate(folder.resolve("out/dashboard.pem"));
        dashboard.verify(authority.getPublicKey());
        assertThat(authority).isEqualTo(certificate(data.resolve("keys/ca.pem")));
        assertThat(dashboard.getSubjectX500Principal().getName()).isEqualTo("CN=" + FleetTls.DASHBOARD_NAME);
        assertThat(Files.getPosixFilePermissions(folder.resolve("out/dashboard-key.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void renewsTheCertificateAndKeepsTheKey() throws Exception {
        var environment = Map.of("MODELFERRY_DATA", fleet().toString());
        var out = folder.resolve("out");
        run(environment, "--out", out.toString());
        var first = certificate(out.resolve("dashboard.pem"));

        assertThat(run(environment, "--out", out.toString())).isZero();

        var second = certificate(out.resolve("dashboard.pem"));
        assertThat(second.getPublicKey()).isEqualTo(first.getPublicKey());
        assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
    }

    @Test
    void makesNoFleetWhereThereIsNone() {
        var nothing = folder.resolve("nothing");

        assertThat(run(Map.of(), "--out", folder.resolve("out").toString(), "--data", nothing.toString()))
                .isEqualTo(1);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("there is no fleet in " + nothing);
        assertThat(nothing).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"''", "--data x", "--out", "--out x --colour blue", "out x"})
    void saysHowItIsUsed(String line) {
        assertThat(run(Map.of(), line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("usage: ferry dashboard certificate --out DIR");
    }

    private Path fleet() throws IOException {
        var keys = Files.createDirectories(folder.resolve("data/keys"));
        assertThat(new FleetCa(keys, InstantSource.system(), new SecureRandom()).pem())
                .isNotBlank();
        return folder.resolve("data");
    }

    private int run(Map<String, String> environment, String... arguments) {
        var print = new PrintStream(said, true, StandardCharsets.UTF_8);
        return DashboardCertificate.run(List.of(arguments), environment, print, print);
    }

    private static X509Certificate certificate(Path pem) throws Exception {
        try (InputStream bytes = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        }
    }
}
