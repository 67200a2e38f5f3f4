package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The TUF repository for people and their programs. */
@RestController
@RequestMapping(path = "/api/v1/trust", produces = MediaType.APPLICATION_JSON_VALUE)
class TrustController {

    private final TrustDesk desk;
    private final TrustViews views;
    private final SignedDocuments documents;
    private final MetadataFiles files;

    TrustController(TrustDesk desk, TrustViews views, SignedDocuments documents, MetadataFiles files) {
        this.desk = desk;
        this.views = views;
        this.documents = documents;
        this.files = files;
    }

    /**
     * Signed documents, byte for byte (base64).
     *
     * @param root null where targets alone are sent
     * @param targets with a root: null if the current ones hold under it
     */
    record Documents(byte @Nullable [] root, byte @Nullable [] targets) {}

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    TrustView trust() {
        return views.view();
    }

    /** The same files that devices fetch. */
    @GetMapping("/metadata/{file}")
    @PreAuthorize("hasRole('VIEWER')")
    ResponseEntity<byte[]> metadata(
            @PathVariable String file,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encoding) {
        return files.find(file)
                .orElseThrow(() -> Refusal.notFound("metadata", file))
                .answer(encoding);
    }

    /** The root, if one waits, and the next targets, as they are to be signed. */
    @GetMapping("/pending")
    @PreAuthorize("hasRole('PUBLISHER')")
    PendingTargets pending() {
        return desk.pending();
    }

    /** Signed by one of those who must: it waits, and says for whom, or takes effect. */
    @PutMapping("/targets")
    @PreAuthorize("hasRole('PUBLISHER')")
    TrustView targets(@RequestBody Documents signed) {
        documents.takeTargets(required("targets", signed.targets()));
        return views.view();
    }

    @PutMapping("/root")
    @PreAuthorize("hasRole('ADMIN')")
    TrustView root(@RequestBody Documents signed) {
        documents.takeRoot(required("root", signed.root()), signed.targets());
        return views.view();
    }

    /** A new key for a role whose key lies here; in effect once signed documents name it. */
    @PostMapping("/keys/{role}")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasRole('ADMIN')")
    TrustView key(@PathVariable String role) {
        desk.makeKey(role);
        return views.view();
    }

    private static byte[] required(String field, byte @Nullable [] document) {
        if (document == null) {
            throw Refusal.invalid("invalid", field + ": the signed document is missing.")
                    .about(field);
        }
        return document;
    }
}
