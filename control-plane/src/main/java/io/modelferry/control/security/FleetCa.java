package io.modelferry.control.security;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.security.FormerCertificates.Revoked;
import io.modelferry.protocol.MalformedMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The fleet's own certificate authority: a P-256 key and a self-signed certificate, made at the first start. */
final class FleetCa {

    /** Clocks on the edge run late: every certificate is valid from an hour ago. */
    private static final Duration SKEW = Duration.ofHours(1);

    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final Duration REVOCATIONS_LAST = CA_LIFETIME;
    private static final int SERIAL_BITS = 127; // positive in 128 bits
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private final KeyPair key;
    private final InstantSource clock;
    private final SecureRandom random;
    private final X509Certificate certificate;

    /** Reads {@code ca-key.pem} and {@code ca.pem} in the folder, or makes both. */
    FleetCa(Path folder, InstantSource clock, SecureRandom random) {
        this.key = KeyPairs.p256(folder.resolve("ca-key.pem"));
        this.clock = clock;
        this.random = random;
        this.certificate = readOrMake(folder.resolve("ca.pem"));
    }

    X509Certificate certificate() {
        return certificate;
    }

    String pem() {
        return pem(certificate);
    }

    /** SHA-256 of the certificate's DER, hexadecimal. */
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    X509Certificate issueForClient(String name, PublicKey subjectKey, Duration lifetime) {
        return issue(name, subjectKey, lifetime, KeyPurposeId.id_kp_clientAuth, List.of());
    }

    X509Certificate issueForServer(PublicKey subjectKey, Duration lifetime, List<String> hosts) {
        return issue("modelferry", subjectKey, lifetime, KeyPurposeId.id_kp_serverAuth, hosts);
    }

    /**
     * A list of what this CA issued and takes back (RFC 5280, 5), in PEM. Its end is far: a broker refuses everybody while its list is one
     * that has ended, and a control plane that is away must not close the fleet's door.
     */
    String revocations(List<Revoked> revoked) {
        try {
            var now = clock.instant();
            var builder = new X509v2CRLBuilder(
                    new JcaX509CertificateHolder(certificate).getSubject(), Date.from(now.minus(SKEW)));
            builder.setNextUpdate(Date.from(now.plus(REVOCATIONS_LAST)));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
            revoked.forEach(
                    one -> builder.addCRLEntry(one.serial(), Date.from(one.since()), CRLReason.cessationOfOperation));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return Pem.encode(Pem.REVOCATIONS, builder.build(signer).getEncoded());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the revocation list could not be made", e);
        }
    }

    /** Whether this CA signed the list. */
    boolean signed(String revocations) {
        try {
            var list = (X509CRL) CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(Pem.decode(Pem.REVOCATIONS, revocations)));
            list.verify(certificate.getPublicKey());
            return true;
        } catch (MalformedMessage | GeneralSecurityException e) {
            return false;
        }
    }

    static String pem(X509Certificate certificate) {
        try {
            return Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate parse(String pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Pem.decode(Pem.CERTIFICATE, pem)));
    }

    /** When a certificate that this CA issued ends. */
    static Instant end(String pem) {
        try {
            return parse(pem).getNotAfter().toInstant();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was issued cannot be read", e);
        }
    }

    private X509Certificate issue(
            String name, PublicKey subjectKey, Duration lifetime, KeyPurposeId purpose, List<String> hosts) {
        try {
            var builder = builder(name, subjectKey, lifetime);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
            }
            return sign(builder);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate for " + name + " could not be made", e);
        }
    }

    private X509Certificate readOrMake(Path file) {
        try {
            if (Files.exists(file)) {
                return parse(Files.readString(file));
            }
            var builder = builder("Modelferry fleet CA", key.getPublic(), CA_LIFETIME);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
            var made = sign(builder);
            DataFolder.write(file, pem(made).getBytes(StandardCharsets.US_ASCII));
            return made;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new CannotStart("The fleet's CA in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private X509v3CertificateBuilder builder(String commonName, PublicKey subjectKey, Duration lifetime) {
        var now = clock.instant();
        var subject = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        var issuer =
                new X500NameBuilder().addRDN(BCStyle.CN, "Modelferry fleet CA").build();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).setBit(0),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(lifetime)),
                subject,
                subjectKey);
    }

    private X509Certificate sign(X509v3CertificateBuilder builder)
            throws CertificateException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .distinct()
                .map(host -> new GeneralName(
                        IP_LITERAL.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }
}
