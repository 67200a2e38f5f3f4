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
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * The folder {@code id/}: {@code key.pem} (only its owner reads it), {@code cert.pem}, {@code ca.pem} and {@code anchors.json}.
 * The anchors are written last: a folder without them is a machine that is not enrolled, whatever else lies there.
 */
public final class IdentityFiles {

    /** What else an enrolment brings. */
    record Enrolled(DeviceId device, String mqttUrl, String httpsUrl, Anchors anchors) {}

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
            var certificate = Pem.certificate(read("cert.pem"));
            var tls = FleetTls.mutual(Pem.key(read("key.pem")), certificate, Pem.certificate(read("ca.pem")));
            return Optional.of(new DeviceIdentity(
                    enrolled.device(), enrolled.mqttUrl(), enrolled.httpsUrl(), enrolled.anchors(), tls, certificate));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(folder + " holds no usable identity: " + e.getMessage(), e);
        }
    }

    /** This machine's P-256 key: made once, so that an enrolment whose answer was lost can be asked for again. */
    KeyPair key() throws IOException, GeneralSecurityException {
        if (Files.exists(folder.resolve("public.pem"))) {
            return new KeyPair(Pem.publicKey(read("public.pem")), Pem.key(read("key.pem")));
        }
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        keepSecret(Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()));
        write("public.pem", Pem.of("PUBLIC KEY", pair.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        return pair;
    }

    private void keepSecret(String pem) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve("key.pem");
        Files.deleteIfExists(file);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, pem, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.DSYNC);
    }

    void keep(EnrolmentReply reply) throws IOException {
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
