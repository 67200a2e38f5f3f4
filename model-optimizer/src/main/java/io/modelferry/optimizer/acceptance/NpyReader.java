package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import io.modelferry.optimizer.acceptance.NpyArray.Type;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads NumPy's {@code .npy}: magic, version, a header that is a Python literal, the values. Only the literal that NumPy
 * itself writes is understood; nothing is evaluated.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
final class NpyReader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 4096;
    private static final int MAX_RANK = 8;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,128})\\),? ?\\}\\s*");

    private final String name;
    private final InputStream file;

    private NpyReader(String name, InputStream file) {
        this.name = name;
        this.file = file;
    }

    static NpyArray read(String name, byte[] file) throws BadAcceptanceSet, IOException {
        var stream = new ByteArrayInputStream(file);
        var reader = new NpyReader(name, stream);
        var header = reader.header();
        var length = stream.available();
        reader.requireLength(header, length);
        return new NpyArray(
                header, ByteBuffer.wrap(file, file.length - length, length).slice());
    }

    /** Counts the values and lets them go. */
    static NpyHeader outline(String name, InputStream file) throws BadAcceptanceSet, IOException {
        var reader = new NpyReader(name, file);
        var header = reader.header();
        reader.requireLength(header, file.transferTo(OutputStream.nullOutputStream()));
        return header;
    }

    private NpyHeader header() throws BadAcceptanceSet, IOException {
        var header = HEADER.matcher(literal());
        if (!header.matches()) {
            throw bad("its header is not the one NumPy writes");
        }
        if (header.group(2).equals("True")) {
            throw bad("it is in Fortran order; save it with numpy.ascontiguousarray");
        }
        return new NpyHeader(name, type(header.group(1)), shape(header.group(3)));
    }

    private String literal() throws BadAcceptanceSet, IOException {
        if (!Arrays.equals(bytes(MAGIC.length).array(), MAGIC)) {
            throw bad("it is not a NumPy array");
        }
        var version = bytes(2);
        var length = length(version.get());
        if (length < 0 || length > MAX_HEADER) {
            throw bad("its header cannot be that long");
        }
        return new String(bytes(length).array(), StandardCharsets.ISO_8859_1);
    }

    private int length(byte major) throws BadAcceptanceSet, IOException {
        if (major > 3 || major < 1) {
            throw bad("its format version " + major + " is unknown");
        }
        return major == 1
                ? Short.toUnsignedInt(bytes(Short.BYTES).getShort())
                : bytes(Integer.BYTES).getInt();
    }

    private ByteBuffer bytes(int count) throws BadAcceptanceSet, IOException {
        var bytes = file.readNBytes(count);
        if (bytes.length < count) {
            throw bad("it is too short for a header");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Type type(String descr) throws BadAcceptanceSet {
        return Arrays.stream(Type.values())
                .filter(type -> type.descr().equals(descr))
                .findFirst()
                .orElseThrow(() -> bad("its type is not one of float32, float64, int64, int32, uint8 (little-endian)"));
    }

    private List<Integer> shape(String literal) throws BadAcceptanceSet {
        var shape = new ArrayList<Integer>();
        for (var part : literal.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            try {
                shape.add(Integer.parseInt(part.strip()));
            } catch (NumberFormatException e) {
                throw bad("its shape cannot be read");
            }
        }
        if (shape.isEmpty() || shape.size() > MAX_RANK) {
            throw bad("it needs between 1 and " + MAX_RANK + " dimensions, the first counts the cases");
        }
        if (shape.contains(0)) {
            throw bad("it is empty");
        }
        return shape;
    }

    private void requireLength(NpyHeader header, long length) throws BadAcceptanceSet {
        try {
            if (length != header.lengthBytes()) {
                throw bad("it holds %d bytes where its shape needs %d".formatted(length, header.lengthBytes()));
            }
        } catch (ArithmeticException e) {
            throw bad("its shape is larger than any memory");
        }
    }

    private BadAcceptanceSet bad(String what) {
        return new BadAcceptanceSet(Reason.BAD_ARRAY, "array '" + name + "': " + what);
    }
}
