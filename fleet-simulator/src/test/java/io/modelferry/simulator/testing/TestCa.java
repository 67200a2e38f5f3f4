package io.modelferry.simulator.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test: writes {@code key.pem}, {@code cert.pem} and {@code ca.pem} as a device keeps them. */
public final class TestCa {

    private static final X500Name NAME = new X500Name("CN=test fleet");

    private final KeyPair keys = pair();
    private final String pem;
    private int serial = 1;

    public TestCa() throws Exception {
        this.pem = pem("CERTIFICATE", signed(NAME, keys, true).getEncoded());
    }

    /** @return {@code folder} */
    public Path issue(String commonName, Path folder) throws Exception {
        var own = pair();
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        Files.writeString(
                folder.resolve("cert.pem"),
                pem(
                        "CERTIFICATE",
                        signed(new X500Name("CN=" + commonName), own, false).getEncoded()));
        Files.writeString(folder.resolve("ca.pem"), pem);
        return folder;
    }

    private X509CertificateHolder signed(X500Name subject, KeyPair subjects, boolean ca)
            throws IOException, OperatorCreationException {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        BigInteger.valueOf(serial++),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        subject,
                        subjects.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(ca))
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }
}
