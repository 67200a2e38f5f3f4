package io.modelferry.control.delivery;

import io.modelferry.control.delivery.ByteRange.Wanted;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.DeviceId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
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

/** What a device fetches over HTTPS. Who asks is the certificate's name and nothing else. */
@RestController
class DeviceHttp {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).immutable();

    private final Mailboxes mailboxes;
    private final Parcels parcels;
    private final RightOfWay rightOfWay;

    DeviceHttp(Mailboxes mailboxes, Parcels parcels, RightOfWay rightOfWay) {
        this.mailboxes = mailboxes;
        this.parcels = parcels;
        this.rightOfWay = rightOfWay;
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
    void blob(
            Principal caller,
            @PathVariable ArtifactDigest digest,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        requireAddressed(device(caller), digest);
        var etag = '"' + digest.hex() + '"';
        var total = parcels.length(digest);
        switch (ByteRange.of(range, ifRange, etag, total)) {
            case Wanted.Whole() -> {
                response.setStatus(HttpServletResponse.SC_OK);
                send(digest, etag, new ByteRange(0, total - 1), request, response);
            }
            case Wanted.Part(var part) -> {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader(
                        HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(part.first(), part.last(), total));
                send(digest, etag, part, request, response);
            }
            case Wanted.Unsatisfiable() -> {
                response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + total);
            }
        }
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

    private void send(
            ArtifactDigest digest,
            String etag,
            ByteRange part,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.ETAG, etag);
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(HttpHeaders.CACHE_CONTROL, FOR_EVER.getHeaderValue());
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setContentLengthLong(part.length());
        var file = parcels.open(digest);
        try {
            FileAnswer.begin(request, file.position(part.first()), part.length(), rightOfWay);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static DeviceId device(Principal caller) {
        return new DeviceId(caller.getName());
    }
}
