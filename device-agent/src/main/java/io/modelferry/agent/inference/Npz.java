package io.modelferry.agent.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/**
 * Reads NumPy's NPZ: a zip of {@code .npy} arrays. Little-endian, C order; what acceptance sets need and no more.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NPY format</a>
 */
public final class Npz {

    /** All arrays together, unpacked, in bytes: a zip bomb stops here. */
    private static final long MAX_UNPACKED = 64 << 20;

    private static final int MAX_ARRAYS = 64;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*False");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private Npz() {}

    /** @throws IOException if it is not such a file */
    public static Map<String, Tensor> read(Path file) throws IOException {
        var arrays = new LinkedHashMap<String, Tensor>();
        var budget = MAX_UNPACKED;
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var bytes = readAtMost(zip, budget);
                budget -= bytes.length;
                arrays.put(entry.getName().replaceFirst("\\.npy$", ""), array(bytes));
                if (arrays.size() > MAX_ARRAYS) {
                    throw new IOException("more than " + MAX_ARRAYS + " arrays");
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("not an NPZ file: " + e.getMessage(), e);
        }
        return arrays;
    }

    private static byte[] readAtMost(InputStream in, long budget) throws IOException {
        var bytes = in.readNBytes((int) budget);
        if (in.read() >= 0) {
            throw new IOException("more than " + MAX_UNPACKED + " bytes unpacked");
        }
        return bytes;
    }

    private static Tensor array(byte[] npy) throws IOException {
        var in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        var magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("an entry is no NPY array");
        }
        var major = in.get();
        in.get(); // minor: no difference for us
        var headerBytes = new byte[major == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt()];
        in.get(headerBytes);
        var header = new String(headerBytes, StandardCharsets.ISO_8859_1);
        return tensor(header, in.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Tensor tensor(String header, ByteBuffer elements) throws IOException {
        var descr = DESCR.matcher(header);
        var shape = SHAPE.matcher(header);
        if (!descr.find()
                || !shape.find()
                || !ORDER.matcher(header).find()
                || descr.group(1).equals(">")) {
            throw new IOException("an NPY header that is not little-endian C order: " + header.strip());
        }
        var datatype = datatype(descr.group(2));
        var dimensions = Stream.of(shape.group(1).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        var data = Tensor.allocate(datatype, Tensor.elements(dimensions));
        requireLittleEndianMachine();
        data.put(elements).flip();
        return new Tensor(datatype, dimensions, data);
    }

    private static void requireLittleEndianMachine() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("acceptance sets are read on little-endian machines");
        }
    }

    private static Datatype datatype(String descr) throws IOException {
        return switch (descr) {
            case "f4" -> Datatype.FP32;
            case "f8" -> Datatype.FP64;
            case "i1" -> Datatype.INT8;
            case "i2" -> Datatype.INT16;
            case "i4" -> Datatype.INT32;
            case "i8" -> Datatype.INT64;
            case "u1" -> Datatype.UINT8;
            case "b1" -> Datatype.BOOL;
            default -> throw new IOException("arrays of " + descr + " are not used here");
        };
    }
}
