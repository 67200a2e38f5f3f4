package io.modelferry.agent.rehearsal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
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
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** A fleet's authority that lives as long as its process: certifies the server at 127.0.0.1 and whatever device asks. */
final class RehearsalCa {

    private static final char[] PASSWORD = "rehearsal".toCharArray();
    private static final X500Name ISSUER = new X500Name("CN=rehearsal");
    private static final Duration VALID = Duration.ofDays(2);

    private final Instant now;
    private final KeyPair key = newKey();
    private final X509Certificate certificate;
    private final KeyPair serverKey = newKey();
    private final X509Certificate serverCertificate;
    private long serial;

    RehearsalCa(Instant now) {
        this.now = now;
        this.certificate = sign("CN=rehearsal", publicKey(key), null, true);
        this.serverCertificate = sign("CN=server", publicKey(serverKey), "127.0.0.1", false);
    }

    /** SHA-256 of the authority's certificate, in hexadecimal: what a join string pins. */
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String pem() {
        return pem(certificate);
    }

    String certify(String csrPem, String device) throws IOException {
        try (var parser = new PEMParser(new StringReader(csrPem))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return pem(sign("CN=" + device, request.getSubjectPublicKeyInfo(), null, false));
            }
            throw new IOException("no certificate request");
        }
    }

    /** The server's side of TLS; trusts the devices of this authority. */
    SSLContext tls() {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "server", serverKey.getPrivate(), PASSWORD, new X509Certificate[] {serverCertificate, certificate});
            keys.setCertificateEntry("ca", certificate);
            var ours = KeyManagerFactory.getInstance("PKIX");
            ours.init(keys, PASSWORD);
            var theirs = TrustManagerFactory.getInstance("PKIX");
            theirs.init(keys);
            var context = SSLContext.getInstance("TLS");
            context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(String subject, SubjectPublicKeyInfo subjectKey, @Nullable String ip, boolean isCa) {
        try {
            var builder = new X509v3CertificateBuilder(
                    ISSUER,
                    BigInteger.valueOf(++serial),
                    Date.from(now.minus(VALID)),
                    Date.from(now.plus(VALID)),
                    new X500Name(subject),
                    subjectKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
            if (ip != null) {
                var name = new GeneralName(GeneralName.iPAddress, ip);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            var der = builder.build(signer).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SubjectPublicKeyInfo publicKey(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
