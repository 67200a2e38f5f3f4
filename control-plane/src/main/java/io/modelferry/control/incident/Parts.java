package io.modelferry.control.incident;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The parts of a capsule in the order they are written, with the digest of each. */
final class Parts {

    /** The earliest that a zip file can say. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private final JsonMapper json;
    private final StringBuilder manifest = new StringBuilder();

    Parts(OutputStream out, JsonMapper json) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.json = json.rebuild()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
    }

    /** Writes one part. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    void text(String name, String text) throws IOException {
        part(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    void json(String name, Object value) throws IOException {
        part(name, out -> {
            json.writerWithDefaultPrettyPrinter().writeValue(out, value);
            out.write('\n');
        });
    }

    void part(String name, Writing writing) throws IOException {
        var digest = sha256();
        open(name);
        writing.to(new DigestOutputStream(new KeptOpen(zip), digest));
        zip.closeEntry();
        manifest.append(HexFormat.of().formatHex(digest.digest()))
                .append("  ")
                .append(name)
                .append('\n');
    }

    /** One line of JSON. */
    byte[] line(Object value) {
        return json.writeValueAsBytes(value);
    }

    /** Writes the manifest and the zip's end; the stream below stays open. */
    void finish() throws IOException {
        open("MANIFEST.sha256");
        zip.write(manifest.toString().getBytes(StandardCharsets.US_ASCII));
        zip.closeEntry();
        zip.finish();
    }

    private void open(String name) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /** A part's writer may close its own stream, never the zip. */
    private static final class KeptOpen extends FilterOutputStream {

        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
