package io.modelferry.control.delivery;

import io.modelferry.control.delivery.ByteRange.Wanted;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.DeviceId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** What a device fetches over HTTPS. Who asks is the certificate's name and nothing else. */
@RestController
class DeviceHttp {

    private static final int CHUNK_BYTES = 64 << 10;

    private final Mailboxes mailboxes;
    private final Parcels parcels;

    DeviceHttp(Mailboxes mailboxes, Parcels parcels) {
        this.mailboxes = mailboxes;
        this.parcels = parcels;
    }

    @GetMapping(path = DeviceApi.DESIRED, produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] desired(Principal caller) {
        return mailboxes.envelope(device(caller)).orElseThrow(() -> Refusal.notFound("goal", caller.getName()));
    }

    @GetMapping(DeviceApi.METADATA + "{file}")
    ResponseEntity<byte[]> metadata(
            @PathVariable String file,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encoding) {
        return parcels.metadata(file)
                .orElseThrow(() -> Refusal.notFound("metadata", file))
                .answer(encoding);
    }

    @GetMapping(DeviceApi.BLOBS + "{digest}")
    ResponseEntity<StreamingResponseBody> blob(
            Principal caller,
            @PathVariable ArtifactDigest digest,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange) {
        requireAddressed(device(caller), digest);
        var etag = '"' + digest.hex() + '"';
        var total = parcels.length(digest);
        return switch (ByteRange.of(range, ifRange, etag, total)) {
            case Wanted.Whole() ->
                answer(HttpStatus.OK, etag, digest, new ByteRange(0, total - 1)).body(stream(digest, 0, total));
            case Wanted.Part(var part) ->
                answer(HttpStatus.PARTIAL_CONTENT, etag, digest, part)
                        .header(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(part.first(), part.last(), total))
                        .body(stream(digest, part.first(), part.length()));
            case Wanted.Unsatisfiable() ->
                ResponseEntity.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .header(HttpHeaders.CONTENT_RANGE, "bytes */" + total)
                        .build();
        };
    }

    private void requireAddressed(DeviceId device, ArtifactDigest digest) {
        if (!parcels.mayHave(device, digest)) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "not-yours",
                    "The current goal of " + device + " does not name this artifact.");
        }
        if (!parcels.exists(digest)) {
            throw Refusal.notFound("artifact", digest);
        }
    }

    private static ResponseEntity.BodyBuilder answer(
            HttpStatus status, String etag, ArtifactDigest digest, ByteRange range) {
        return ResponseEntity.status(status)
                .eTag(etag)
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                .cacheControl(
                        CacheControl.maxAge(java.time.Duration.ofDays(365)).immutable())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(range.length());
    }

    private StreamingResponseBody stream(ArtifactDigest digest, long offset, long length) {
        return out -> copy(digest, offset, length, out);
    }

    private void copy(ArtifactDigest digest, long offset, long length, OutputStream out) throws IOException {
        try (var channel = parcels.open(digest)) {
            channel.position(offset);
            var chunk = ByteBuffer.allocate(CHUNK_BYTES);
            for (var left = length; left > 0; ) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), left));
                var read = channel.read(chunk);
                if (read < 0) {
                    throw new IOException("the artifact ended " + left + " bytes early");
                }
                out.write(chunk.array(), 0, read);
                left -= read;
            }
        }
    }

    private static DeviceId device(Principal caller) {
        return new DeviceId(caller.getName());
    }
}
