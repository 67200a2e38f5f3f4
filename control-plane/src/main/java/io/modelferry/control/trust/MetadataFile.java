package io.modelferry.control.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** One document, and its answer over HTTP: packed if the client takes that, kept for ever by caches if its name has a version. */
public final class MetadataFile {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final byte[] bytes;
    private final String sha256;
    private final boolean changes;
    private byte @Nullable [] packed;

    /** @param changes whether other bytes may stand under the name later */
    MetadataFile(byte[] bytes, String sha256, boolean changes) {
        this.bytes = bytes;
        this.sha256 = sha256;
        this.changes = changes;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** @param acceptEncoding the header of the request; null if it has none */
    public ResponseEntity<byte[]> answer(@Nullable String acceptEncoding) {
        var gzip = acceptEncoding != null && acceptEncoding.contains("gzip");
        var answer = ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(changes ? CacheControl.noCache() : FOR_EVER)
                .varyBy(HttpHeaders.ACCEPT_ENCODING)
                .eTag('"' + sha256 + (gzip ? "-gzip\"" : "\""));
        return gzip ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(packed()) : answer.body(bytes);
    }

    /** Packed once for all who ask: a document of ten thousand targets takes a tenth of a second. */
    private synchronized byte[] packed() {
        if (packed == null) {
            var out = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            packed = out.toByteArray();
        }
        return packed;
    }
}
