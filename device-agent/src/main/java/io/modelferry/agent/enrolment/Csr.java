package io.modelferry.agent.enrolment;

import io.modelferry.protocol.DeviceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * A PKCS#10 request: the proof that the machine holds the key. The server takes the key and chooses the name itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2986">RFC 2986</a>
 */
final class Csr {

    private static final String ALGORITHM = "SHA256withECDSA";

    private Csr() {}

    static String of(DeviceId device, PublicKey publicKey, PrivateKey privateKey) throws IOException {
        var subject = new X500Name("CN=" + device.value());
        var info = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
        var request = new PKCS10CertificationRequestBuilder(subject, info).build(new JdkSigner(privateKey));
        return Pem.of("CERTIFICATE REQUEST", request.getEncoded());
    }

    /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal: how people compare keys. */
    static String fingerprint(PublicKey key) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    }

    /** Bouncy Castle builds the request, the JDK signs it: no provider is registered. */
    private record JdkSigner(PrivateKey key, ByteArrayOutputStream content) implements ContentSigner {

        JdkSigner(PrivateKey key) {
            this(key, new ByteArrayOutputStream());
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(ALGORITHM);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                var signature = Signature.getInstance(ALGORITHM);
                signature.initSign(key);
                signature.update(content.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK cannot sign with " + ALGORITHM, e);
            }
        }
    }
}
