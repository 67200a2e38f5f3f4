package io.modelferry.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a file's bytes, 64 lower-case hexadecimal digits. */
public record Sha256(String hex) {

    /** Length of the digest itself. */
    public static final int BYTES = 32;

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 128 * 1024;

    public Sha256 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + hex);
        }
    }

    /** @param digest {@value #BYTES} bytes */
    public static Sha256 of(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    /** Reads the file once, through a buffer of fixed size. */
    public static Sha256 of(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(channel);
        }
    }

    /** Reads the whole channel by position; the channel's own position stays where it is. */
    public static Sha256 of(FileChannel channel) throws IOException {
        var digest = newDigest();
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = 0; channel.read(buffer, at) >= 0; ) {
            at += buffer.position();
            digest.update(buffer.flip());
            buffer.clear();
        }
        return of(digest.digest());
    }

    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The {@value #BYTES} bytes of the digest. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
