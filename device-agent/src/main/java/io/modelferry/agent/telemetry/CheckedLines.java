package io.modelferry.agent.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Documents as lines that say whether they are whole: eight hexadecimal digits of CRC-32C, a space, the document in one line of
 * JSON. A line that is torn, filled with zeros or rotten is left out and counted; the lines around it stand. A line that begins
 * with a brace comes from the first release, which wrote no checksum.
 */
final class CheckedLines {

    private static final int CHECK_DIGITS = 8;
    private static final int HEADER = CHECK_DIGITS + 1;

    /**
     * @param documents whole ones, in their order
     * @param damaged lines that are not
     * @param wholeBytes up to and with the last line's end: here the next line may stand
     */
    record Read(List<byte[]> documents, int damaged, int wholeBytes) {}

    private CheckedLines() {}

    /** @param document without a line break */
    static byte[] line(byte[] document) {
        var line = new ByteArrayOutputStream(HEADER + document.length + 1);
        line.writeBytes(check(document));
        line.write(' ');
        line.writeBytes(document);
        line.write('\n');
        return line.toByteArray();
    }

    static byte[] lines(Collection<byte[]> documents) {
        var all = new ByteArrayOutputStream();
        documents.forEach(document -> all.writeBytes(line(document)));
        return all.toByteArray();
    }

    static Read read(byte[] file) {
        var documents = new ArrayList<byte[]>();
        var damaged = 0;
        var from = 0;
        var wholeBytes = 0;
        for (var i = 0; i < file.length; i++) {
            if (file[i] == '\n' || file[i] == 0) { // pages of zeros are no part of the line behind them
                var line = Arrays.copyOfRange(file, from, i);
                var document = file[i] == 0 ? Optional.<byte[]>empty() : document(line);
                document.ifPresent(documents::add);
                damaged += line.length > 0 && document.isEmpty() ? 1 : 0;
                from = i + 1;
                wholeBytes = file[i] == '\n' ? from : wholeBytes;
            }
        }
        return new Read(documents, damaged + (from < file.length ? 1 : 0), wholeBytes);
    }

    private static Optional<byte[]> document(byte[] line) {
        if (line.length > 0 && line[0] == '{') {
            return Optional.of(line);
        }
        if (line.length <= HEADER) {
            return Optional.empty();
        }
        var document = Arrays.copyOfRange(line, HEADER, line.length);
        return Arrays.equals(check(document), Arrays.copyOf(line, CHECK_DIGITS))
                ? Optional.of(document)
                : Optional.empty();
    }

    private static byte[] check(byte[] document) {
        var crc = new CRC32C();
        crc.update(document);
        return HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    }
}
