package io.modelferry.agent.testing;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** A fleet's CA: signs its server and its devices. */
public final class TestCa {

    private static final char[] PASSWORD = "test".toCharArray();

    private final KeyPair key = newKey();
    private final X509Certificate certificate;
    private final KeyPair serverKey = newKey();
    private final X509Certificate serverCertificate;
    private long serial = 1;

    public TestCa(String serverAddress) throws Exception {
        certificate = sign(
                "CN=test fleet",
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()),
                null,
                true);
        serverCertificate = sign(
                "CN=server",
                SubjectPublicKeyInfo.getInstance(serverKey.getPublic().getEncoded()),
                serverAddress,
                false);
    }

    public String fingerprint() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    public String pem() throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    public String serverPem() throws Exception {
        return pem("CERTIFICATE", serverCertificate.getEncoded());
    }

    public String serverKeyPem() {
        return pem("PRIVATE KEY", serverKey.getPrivate().getEncoded());
    }

    /** Takes the key of the request and nothing else, as the control plane does. */
    public String certify(String csrPem, String device) throws Exception {
        try (var parser = new PEMParser(new StringReader(csrPem))) {
            var csr = (PKCS10CertificationRequest) parser.readObject();
            var verifier = new JcaContentVerifierProviderBuilder().build(csr.getSubjectPublicKeyInfo());
            if (!csr.isSignatureValid(verifier)) {
                throw new IllegalArgumentException("the request does not prove its key");
            }
            return pem(
                    "CERTIFICATE",
                    sign("CN=" + device, csr.getSubjectPublicKeyInfo(), null, false)
                            .getEncoded());
        }
    }

    /** Of a request's key, as an operator sees it. */
    public String fingerprint(String csrPem) throws Exception {
        try (var parser = new PEMParser(new StringReader(csrPem))) {
            var key = ((PKCS10CertificationRequest) parser.readObject()).getSubjectPublicKeyInfo();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        }
    }

    /** The server's side of TLS, client certificates of this CA wanted. */
    public SSLContext serverTls() throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", serverKey.getPrivate(), PASSWORD, new X509Certificate[] {serverCertificate, certificate});
        keys.setCertificateEntry("ca", certificate);
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, PASSWORD);
        var trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    /** The side of one who trusts this CA and shows no certificate. */
    public SSLContext clientTls() throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate);
        var trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers.getTrustManagers(), null);
        return context;
    }

    private X509Certificate sign(String subject, SubjectPublicKeyInfo subjectKey, String address, boolean isCa)
            throws Exception {
        var now = new Date().toInstant().truncatedTo(ChronoUnit.SECONDS);
        var builder = new X509v3CertificateBuilder(
                new X500Name("CN=test fleet"),
                BigInteger.valueOf(serial++),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                new X500Name(subject),
                subjectKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
        if (address != null) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
        var der = builder.build(signer).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
    }
}
