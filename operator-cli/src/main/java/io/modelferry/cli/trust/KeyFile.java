package io.modelferry.cli.trust;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * An Ed25519 key in a PEM file that only its owner reads: PKCS#8, under a passphrase by PBES2 (PBKDF2 with HMAC-SHA-512, AES-256) or plain,
 * and its public half beside it. {@code openssl pkey} reads it.
 */
final class KeyFile {

    private static final String SEALED = "ENCRYPTED PRIVATE KEY";
    private static final String PLAIN = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String CIPHER = "PBEWithHmacSHA512AndAES_256";
    private static final int ROUNDS = 600_000;
    private static final int LINE = 64;

    private KeyFile() {}

    /** @param passphrase empty writes it plain */
    static void write(Path file, SigningKey key, char[] passphrase) throws IOException {
        var pair = key.pair();
        var secret = pair.getPrivate().getEncoded();
        var pem = (passphrase.length == 0 ? pem(PLAIN, secret) : pem(SEALED, sealed(secret, passphrase)))
                + pem(PUBLIC, pair.getPublic().getEncoded());
        write(file, pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whole or not at all, for the owner alone. */
    static void write(Path file, byte[] content) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] sealed(byte[] secret, char[] passphrase) {
        try {
            var salt = KeyGenerator.getInstance("AES").generateKey().getEncoded(); // random bytes of the JDK's choice
            var cipher = Cipher.getInstance(CIPHER);
            var key = SecretKeyFactory.getInstance(CIPHER).generateSecret(new PBEKeySpec(passphrase));
            cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(salt, ROUNDS));
            var pbes2 = AlgorithmParameters.getInstance(
                    "PBES2"); // the cipher's own parameters go by a name that has no OID
            pbes2.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(pbes2, cipher.doFinal(secret)).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot seal a key", e);
        }
    }

    static boolean isSealed(Path file) throws IOException {
        return Files.readString(file).contains(SEALED);
    }

    /** Asks for no passphrase. */
    static VerificationKey publicHalf(Path file) throws IOException {
        try {
            return VerificationKey.parse(Base64.getEncoder().encodeToString(block(PUBLIC, Files.readString(file))));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** @throws IOException if it is no such file, or the passphrase is another */
    static SigningKey read(Path file, char[] passphrase) throws IOException {
        try {
            var pem = Files.readString(file);
            var secret = pem.contains(SEALED)
                    ? opened(block(SEALED, pem), passphrase)
                    : new PKCS8EncodedKeySpec(block(PLAIN, pem));
            var factory = KeyFactory.getInstance("Ed25519");
            var open = factory.generatePublic(new X509EncodedKeySpec(block(PUBLIC, pem)));
            return SigningKey.of(new KeyPair(open, factory.generatePrivate(secret)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("%s cannot be opened: %s".formatted(file, reason(e)), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof GeneralSecurityException
                ? "another passphrase, or a damaged file"
                : String.valueOf(e.getMessage());
    }

    private static PKCS8EncodedKeySpec opened(byte[] sealed, char[] passphrase)
            throws GeneralSecurityException, IOException {
        var info = new EncryptedPrivateKeyInfo(sealed);
        var algorithm = info.getAlgParameters().toString();
        var key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
        return new PKCS8EncodedKeySpec(cipher.doFinal(info.getEncryptedData()));
    }

    private static String pem(String label, byte[] der) {
        var body = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] block(String label, String pem) {
        var block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
                .matcher(pem);
        if (!block.find()) {
            throw new MalformedMessage("it has no PEM block " + label);
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }
}
