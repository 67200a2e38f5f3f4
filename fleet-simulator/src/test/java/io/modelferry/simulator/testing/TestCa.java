package io.modelferry.simulator.testing;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A certificate authority for one test: writes {@code key.pem}, {@code cert.pem} and {@code ca.pem} as a device keeps them. */
public final class TestCa {

    private static final X500Name NAME = new X500Name("CN=test fleet");

    private final KeyPair keys = pair();
    private final String pem;
    private int serial = 1;

    public TestCa() throws Exception {
        this.pem = pem("CERTIFICATE", signed(NAME, keys.getPublic(), true).getEncoded());
    }

    /** Writes what an enrolment writes. @return {@code folder} */
    public Path enrol(DeviceId device, String mqttUrl, String httpsUrl, byte[] root, Path folder) throws Exception {
        issue(device.value(), folder);
        var enrolled = Map.of("device", device, "mqttUrl", mqttUrl, "httpsUrl", httpsUrl, "root", root);
        Files.write(folder.resolve("anchors.json"), ProtocolJson.write(enrolled));
        return folder;
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
                        signed(new X500Name("CN=" + commonName), own.getPublic(), false)
                                .getEncoded()));
        Files.writeString(folder.resolve("ca.pem"), pem);
        return folder;
    }

    /** Takes the key of a request and nothing else. */
    public String certify(String csrPem, DeviceId device) throws Exception {
        var der = Base64.getMimeDecoder().decode(csrPem.replaceAll("-----[A-Z ]+-----", ""));
        var key = new JcaPKCS10CertificationRequest(der).getPublicKey();
        return pem(
                "CERTIFICATE", signed(new X500Name("CN=" + device), key, false).getEncoded());
    }

    /** The side of a server that {@link #issue} certified. */
    public static SSLContext serverTls(Path identity) throws Exception {
        var certificates = CertificateFactory.getInstance("X.509");
        var chain = new Certificate[2];
        for (var i = 0; i < chain.length; i++) {
            try (var in = Files.newInputStream(identity.resolve(i == 0 ? "cert.pem" : "ca.pem"))) {
                chain[i] = certificates.generateCertificate(in);
            }
        }
        var secret = Base64.getMimeDecoder()
                .decode(Files.readString(identity.resolve("key.pem")).replaceAll("-----[A-Z ]+-----", ""));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(secret)),
                new char[0],
                chain);
        store.setCertificateEntry("ca", chain[1]);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private X509CertificateHolder signed(X500Name subject, PublicKey subjects, boolean ca)
            throws IOException, OperatorCreationException {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        BigInteger.valueOf(serial++),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        subject,
                        subjects)
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
