package io.modelferry.agent.inference;

import java.io.EOFException;
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
    private static final int MAX_HEADER = 4096;
    private static final int PART = 1 << 16;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*False");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private Npz() {}

    /** @throws IOException if it is not such a file, or holds more than this agent reads */
    public static Map<String, Tensor> read(Path file) throws IOException {
        requireLittleEndianMachine();
        var arrays = new LinkedHashMap<String, Tensor>();
        var budget = MAX_UNPACKED;
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var array = array(zip, budget);
                budget -= array.data().limit();
                if (arrays.put(entry.getName().replaceFirst("\\.npy$", ""), array) != null) {
                    throw new IOException("two arrays of one name");
                }
                if (arrays.size() > MAX_ARRAYS) {
                    throw new IOException("more than " + MAX_ARRAYS + " arrays");
                }
            }
        } catch (IllegalArgumentException | EOFException e) {
            throw new IOException("not an NPZ file: " + e.getMessage(), e);
        }
        return arrays;
    }

    private static Tensor array(InputStream in, long budget) throws IOException {
        if (!Arrays.equals(exactly(in, MAGIC.length), MAGIC)) {
            throw new IOException("an entry is no NPY array");
        }
        var version = exactly(in, 2); // the minor one makes no difference for us
        var length = version[0] == 1 ? number(exactly(in, Short.BYTES)) : number(exactly(in, Integer.BYTES));
        if (length > MAX_HEADER) {
            throw new IOException("an NPY header of " + length + " bytes");
        }
        var header = new String(exactly(in, (int) length), StandardCharsets.ISO_8859_1);
        return tensor(header, in, budget);
    }

    private static Tensor tensor(String header, InputStream in, long budget) throws IOException {
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
        var elements = Tensor.elements(dimensions);
        if (elements * datatype.bytes() > budget) {
            throw new IOException("more than " + MAX_UNPACKED + " bytes unpacked");
        }
        return new Tensor(datatype, dimensions, filled(Tensor.allocate(datatype, elements), in));
    }

    /** In parts, so that an array is held once. */
    private static ByteBuffer filled(ByteBuffer data, InputStream in) throws IOException {
        while (data.hasRemaining()) {
            data.put(exactly(in, Math.min(PART, data.remaining())));
        }
        if (in.read() >= 0) {
            throw new IOException("bytes after the end of an array");
        }
        return data.flip();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an array that is cut short");
        }
        return bytes;
    }

    /** Unsigned, little-endian. */
    private static long number(byte[] bytes) {
        var number = 0L;
        for (var i = bytes.length - 1; i >= 0; i--) {
            number = number << 8 | Byte.toUnsignedInt(bytes[i]);
        }
        return number;
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
