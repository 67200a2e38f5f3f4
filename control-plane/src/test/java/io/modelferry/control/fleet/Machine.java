package io.modelferry.control.fleet;

import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A machine before and after it becomes a device: makes its key, asks for a certificate, shows it. */
public record Machine(RunningHouse house, DeviceId id, KeyPair key) {

    public static Machine fresh(RunningHouse house, String id) {
        return new Machine(house, new DeviceId(id), ellipticKey());
    }

    public static Machine enrolled(RunningHouse house, String id) {
        var machine = fresh(house, id);
        var response = machine.enrol(token(house, "*", 1));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return machine;
    }

    /** The secret part of a new join string. */
    public static String token(RunningHouse house, String idPattern, int maxUses) {
        var body =
                "{\"idPattern\":\"%s\",\"maxUses\":%d,\"ttl\":\"PT1H\",\"deviceClass\":\"standard\",\"site\":\"north\",\"lab\":false}"
                        .formatted(idPattern, maxUses);
        var response = house.api("POST", "/enrolment-tokens", house.adminToken(), body);
        return JoinString.parse(RunningHouse.json(response).path("joinString").asString())
                .token();
    }

    public HttpResponse<String> enrol(String token) {
        return enrol(token, csr("CN=whatever"));
    }

    HttpResponse<String> enrol(String token, String csrPem) {
        var body = ProtocolJson.write(new EnrolmentRequest(token, id, csrPem));
        return house.device(
                tls(null),
                HttpRequest.newBuilder(house.deviceDoor(EnrolmentRequest.PATH))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    String csr(String subject) {
        return csr(subject, key, "SHA256withECDSA");
    }

    static String csr(String subject, KeyPair key, String algorithm) {
        try {
            var request = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), key.getPublic())
                    .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()));
            return pem(request.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    public static EnrolmentReply reply(HttpResponse<String> response) {
        return ProtocolJson.read(response.body().getBytes(StandardCharsets.UTF_8), EnrolmentReply.class);
    }

    static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** @param certificatePem what it shows; null for nothing */
    public SSLContext tls(String certificatePem) {
        try {
            var ca = certificate(Files.readString(house.data().resolve("keys").resolve("ca.pem")));
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (certificatePem != null) {
                own.setKeyEntry(
                        "own", key.getPrivate(), new char[0], new Certificate[] {certificate(certificatePem), ca});
            }
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", ca);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ellipticKey() {
        return newKey("EC", 256);
    }

    static KeyPair newKey(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
