package io.modelferry.agent.enrolment;

import io.modelferry.agent.trust.Anchors;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * The folder {@code id/}: {@code key.pem} (only its owner reads it, as every file with a key), {@code cert.pem}, {@code ca.pem} and
 * {@code anchors.json}. The anchors are written last: a folder without them is a machine that is not enrolled, whatever else lies there.
 * <p>{@code renewed.pem}, once it exists, holds key and certificate in the place of the first two: one file, so that they change together.
 * {@code next-key.pem} is the key for which a certificate has been asked.
 */
public final class IdentityFiles {

    /** What else an enrolment brings. */
    record Enrolled(DeviceId device, String mqttUrl, String httpsUrl, Anchors anchors) {}

    private static final String RENEWED = "renewed.pem";
    private static final String NEXT_KEY = "next-key.pem";
    private static final String NEXT_PUBLIC = "next-public.pem";

    private final Path folder;

    public IdentityFiles(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException if what lies there cannot be read as an identity */
    public Optional<DeviceIdentity> load() throws IOException {
        var anchors = folder.resolve("anchors.json");
        if (!Files.exists(anchors)) {
            return Optional.empty();
        }
        try {
            var enrolled = ProtocolJson.read(Files.readAllBytes(anchors), Enrolled.class);
            var shown = shown();
            var key = new DeviceKey(
                    Pem.key(shown.keyPem()), Pem.certificate(shown.certificatePem()), Pem.certificate(read("ca.pem")));
            return Optional.of(new DeviceIdentity(
                    enrolled.device(),
                    enrolled.mqttUrl(),
                    enrolled.httpsUrl(),
                    enrolled.anchors(),
                    FleetTls.mutual(key),
                    key));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(folder + " holds no usable identity: " + e.getMessage(), e);
        }
    }

    private record Shown(String keyPem, String certificatePem) {}

    private Shown shown() throws IOException {
        if (!Files.exists(folder.resolve(RENEWED))) {
            return new Shown(read("key.pem"), read("cert.pem"));
        }
        var both = read(RENEWED);
        var certificate = both.indexOf("-----BEGIN CERTIFICATE");
        if (certificate < 0) {
            throw new IOException(RENEWED + " holds no certificate");
        }
        return new Shown(both.substring(0, certificate), both.substring(certificate));
    }

    /** This machine's P-256 key: made once, so that an enrolment whose answer was lost can be asked for again. */
    KeyPair key() throws IOException, GeneralSecurityException {
        return key("key.pem", "public.pem");
    }

    /** The key of the next certificate: made once for each, for the same reason. */
    KeyPair nextKey() throws IOException, GeneralSecurityException {
        var next = key(NEXT_KEY, NEXT_PUBLIC);
        var shown = Pem.certificate(shown().certificatePem()).getPublicKey();
        if (!next.getPublic().equals(shown)) {
            return next;
        }
        forgetNext(); // left by a crash right after it became the present one
        return key(NEXT_KEY, NEXT_PUBLIC);
    }

    private void forgetNext() throws IOException {
        Files.deleteIfExists(folder.resolve(NEXT_PUBLIC));
        Files.deleteIfExists(folder.resolve(NEXT_KEY));
    }

    private KeyPair key(String secret, String open) throws IOException, GeneralSecurityException {
        if (Files.exists(folder.resolve(open))) {
            return new KeyPair(Pem.publicKey(read(open)), Pem.key(read(secret)));
        }
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        keepSecret(secret, Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()));
        write(open, Pem.of("PUBLIC KEY", pair.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        return pair;
    }

    private void keepSecret(String name, String pem) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(name);
        Files.deleteIfExists(file);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, pem, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.DSYNC);
    }

    /** The next key and its certificate take the place of those before, together and for good. */
    void keepRenewed(PrivateKey key, String certificatePem) throws IOException {
        keepSecret(RENEWED + ".new", Pem.of("PRIVATE KEY", key.getEncoded()) + certificatePem);
        Files.move(
                folder.resolve(RENEWED + ".new"),
                folder.resolve(RENEWED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        forgetNext();
    }

    void keep(EnrolmentReply reply) throws IOException {
        Files.deleteIfExists(folder.resolve(RENEWED));
        write("cert.pem", reply.certificatePem().getBytes(StandardCharsets.US_ASCII));
        write("ca.pem", reply.caPem().getBytes(StandardCharsets.US_ASCII));
        var anchors = new Anchors(reply.targetsKey(), reply.goalKey());
        write(
                "anchors.json",
                ProtocolJson.write(new Enrolled(reply.device(), reply.mqttUrl(), reply.httpsUrl(), anchors)));
    }

    private void write(String name, byte[] bytes) throws IOException {
        var incoming = folder.resolve(name + ".new");
        Files.write(
                incoming,
                bytes,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(incoming, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
    }
}
