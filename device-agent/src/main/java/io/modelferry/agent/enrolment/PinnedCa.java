package io.modelferry.agent.enrolment;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a server whose chain holds the CA with one fingerprint, and nothing else: for the one request that a machine makes
 * before it has the CA certificate. Chain, validity and host name are then checked against that CA as usual.
 */
final class PinnedCa extends X509ExtendedTrustManager {

    private final byte[] fingerprint;

    /** @param fingerprint SHA-256 of the CA certificate's DER form, in hexadecimal */
    PinnedCa(String fingerprint) {
        this.fingerprint = HexFormat.of().parseHex(fingerprint);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        usual(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        usual(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a server is checked with its host name only");
    }

    private X509ExtendedTrustManager usual(X509Certificate[] chain) throws CertificateException {
        for (var certificate : chain) {
            if (MessageDigest.isEqual(sha256(certificate), fingerprint)) {
                return trusting(certificate);
            }
        }
        throw new CertificateException("the server does not show the CA that the join string names");
    }

    /** Of a CA as a join string names it. */
    static String fingerprint(X509Certificate ca) throws CertificateException {
        return HexFormat.of().formatHex(sha256(ca));
    }

    private static byte[] sha256(X509Certificate certificate) throws CertificateException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static X509ExtendedTrustManager trusting(X509Certificate ca) throws CertificateException {
        try {
            return FleetTls.trustManager(ca);
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
