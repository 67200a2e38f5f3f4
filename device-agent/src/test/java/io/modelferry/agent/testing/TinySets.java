package io.modelferry.agent.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Acceptance sets of a few numbers: NPY 1.0 arrays in a zip, each field written by hand. */
public final class TinySets {

    private TinySets() {}

    /** @param arrays by name, each as {@link #floats} or {@link #longs} made it */
    public static byte[] npz(Map<String, byte[]> arrays) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] floats(int[] shape, float... values) {
        var data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return npy("<f4", shape, data.array());
    }

    public static byte[] longs(int[] shape, long... values) {
        var data = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return npy("<i8", shape, data.array());
    }

    /** An array whose header may say what it likes. */
    public static byte[] npy(String descr, int[] shape, byte[] data) {
        var dimensions = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining());
        var header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + dimensions + "), }\n";
        var bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + bytes.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) bytes.length)
                .put(bytes)
                .put(data)
                .array();
    }
}
