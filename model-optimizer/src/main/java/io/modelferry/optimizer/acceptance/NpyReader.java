package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import io.modelferry.optimizer.acceptance.NpyArray.Type;
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
    private final ByteBuffer file;

    private NpyReader(String name, byte[] file) {
        this.name = name;
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    static NpyArray read(String name, byte[] file) throws BadAcceptanceSet {
        return new NpyReader(name, file).array();
    }

    private NpyArray array() throws BadAcceptanceSet {
        var header = HEADER.matcher(header());
        if (!header.matches()) {
            throw bad("its header is not the one NumPy writes");
        }
        if (header.group(2).equals("True")) {
            throw bad("it is in Fortran order; save it with numpy.ascontiguousarray");
        }
        var type = type(header.group(1));
        var shape = shape(header.group(3));
        requireLength(type, shape);
        return new NpyArray(name, type, shape, file.slice());
    }

    private String header() throws BadAcceptanceSet {
        if (file.remaining() < MAGIC.length + 4) {
            throw bad("it is too short for a header");
        }
        var magic = new byte[MAGIC.length];
        file.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw bad("it is not a NumPy array");
        }
        var major = file.get();
        file.get();
        var length = major == 1 ? Short.toUnsignedInt(file.getShort()) : longLength(major);
        if (length < 0 || length > MAX_HEADER || length > file.remaining()) {
            throw bad("its header cannot be that long");
        }
        var text = new byte[length];
        file.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private int longLength(byte major) throws BadAcceptanceSet {
        if (major > 3 || major < 1 || file.remaining() < Integer.BYTES) {
            throw bad("its format version " + major + " is unknown");
        }
        return file.getInt();
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

    private void requireLength(Type type, List<Integer> shape) throws BadAcceptanceSet {
        try {
            var length = shape.stream().mapToLong(Integer::longValue).reduce(type.bytes(), Math::multiplyExact);
            if (length != file.remaining()) {
                throw bad("it holds %d bytes where its shape needs %d".formatted(file.remaining(), length));
            }
        } catch (ArithmeticException e) {
            throw bad("its shape is larger than any memory");
        }
    }

    private BadAcceptanceSet bad(String what) {
        return new BadAcceptanceSet(Reason.BAD_ARRAY, "array '" + name + "': " + what);
    }
}
