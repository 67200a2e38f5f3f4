package io.modelferry.optimizer.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NPZ files by hand: NumPy's format, field by field. */
public final class NpzFiles {

    private NpzFiles() {}

    /** @param namesAndContents {@code String, byte[], String, byte[], …}; each becomes {@code <name>.npy} */
    public static Path npz(Path file, Object... namesAndContents) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i] + ".npy"));
                zip.write((byte[]) namesAndContents[i + 1]);
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Magic, version 1.0, header length (little-endian), header padded to 64 bytes and ended by a newline, values. */
    public static byte[] npy(String header, byte[] values) {
        var prefix = 6 + 2 + 2;
        var padded = header + " ".repeat(63 - (prefix + header.length()) % 64) + "\n";
        return ByteBuffer.allocate(prefix + padded.length() + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.ISO_8859_1))
                .put(values)
                .array();
    }

    /** A {@code float32} array of two dimensions. */
    public static byte[] floats(float[] values, int rows, int cols) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return npy(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, cols), bytes.array());
    }
}
