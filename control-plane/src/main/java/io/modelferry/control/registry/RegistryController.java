package io.modelferry.control.registry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.control.registry.Publications.Request;
import io.modelferry.control.registry.Versions.ModelView;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.floor.Floors.FloorView;
import io.modelferry.control.security.Role;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Models, versions and the sets of cases that belong to them, over HTTP. Bodies are the files themselves, streamed. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class RegistryController {

    private final Versions versions;
    private final Publications publications;
    private final CaseSets caseSets;
    private final VersionNames names;
    private final Storage storage;
    private final Floors floors;
    private final ObjectProvider<PublicationNotes> notes;

    RegistryController(
            Versions versions,
            Publications publications,
            CaseSets caseSets,
            VersionNames names,
            Storage storage,
            Floors floors,
            ObjectProvider<PublicationNotes> notes) {
        this.versions = versions;
        this.publications = publications;
        this.caseSets = caseSets;
        this.names = names;
        this.storage = storage;
        this.floors = floors;
        this.notes = notes;
    }

    /** @param next always null: there are few models, and few versions of one */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** @param items the versions, newest first */
    record ModelPage(
            ModelName name,
            VersionName latest,
            FloorView floor,
            List<VersionView> items,
            @Nullable String next) {}

    /** @param warnings what its publisher should know, a sentence each */
    record Answer(@JsonUnwrapped VersionView version, List<String> warnings) {}

    @PutMapping("/acceptance-sets")
    @PreAuthorize("hasRole('PUBLISHER')")
    ResponseEntity<CaseSets.View> uploadAcceptanceSet(HttpServletRequest request, Principal operator)
            throws IOException {
        return upload(Kind.ACCEPTANCE, request, operator);
    }

    @PutMapping("/calibration-sets")
    @PreAuthorize("hasRole('PUBLISHER')")
    ResponseEntity<CaseSets.View> uploadCalibrationSet(HttpServletRequest request, Principal operator)
            throws IOException {
        return upload(Kind.CALIBRATION, request, operator);
    }

    private ResponseEntity<CaseSets.View> upload(Kind kind, HttpServletRequest request, Principal operator)
            throws IOException {
        var uploaded = caseSets.upload(kind, request.getInputStream(), operator.getName());
        return ResponseEntity.status(uploaded.isNew() ? 201 : 200).body(uploaded.set());
    }

    @PutMapping("/models/{model}/versions/{version}")
    @PreAuthorize("hasRole('PUBLISHER')")
    ResponseEntity<Answer> publish(
            @PathVariable String model,
            @PathVariable String version,
            @RequestParam @Nullable String acceptance,
            @RequestParam(name = "notes", defaultValue = "") String said,
            @RequestParam @Nullable String calibration,
            @RequestParam @Nullable String floor,
            LineageForm lineage,
            HttpServletRequest body,
            Principal operator)
            throws IOException {
        var name = new ModelName(model);
        var published = new VersionName(version);
        var request = new Request(
                name,
                published,
                digest(acceptance),
                digest(calibration),
                floor(floor, name, published, body),
                lineage.lineage(name, names),
                said,
                operator.getName());
        publications.limit(name).require(body.getContentLengthLong());
        var done = publications.publish(request, body.getInputStream());
        var answer = new Answer(done.version(), warnings(done.version()));
        return done.isNew()
                ? ResponseEntity.created(URI.create("/api/v1/models/" + model + "/versions/" + version))
                        .body(answer)
                : ResponseEntity.ok(answer);
    }

    /** The version itself has no row yet, so it is taken as it is said. */
    private @Nullable VersionName floor(
            @Nullable String said, ModelName model, VersionName published, HttpServletRequest request) {
        if (said == null || said.isBlank()) {
            return null;
        }
        if (!request.isUserInRole(Role.ADMIN.name())) {
            throw new Refusal(
                            HttpStatus.FORBIDDEN,
                            "floor-needs-admin",
                            "floor: a floor cannot be taken back, so it needs the role ADMIN. Publish without it, and let an ADMIN raise it (ferry model floor).")
                    .about("floor");
        }
        var floor = new VersionName(said);
        return floor.equals(published) ? published : names.resolve(model, floor);
    }

    private List<String> warnings(VersionView published) {
        return notes.orderedStream()
                .flatMap(note -> note.about(published).stream())
                .toList();
    }

    @GetMapping("/models")
    @PreAuthorize("hasRole('VIEWER')")
    Page<ModelView> models() {
        return new Page<>(versions.models(), null);
    }

    @GetMapping("/models/{model}")
    @PreAuthorize("hasRole('VIEWER')")
    ModelPage model(@PathVariable String model) {
        var name = new ModelName(model);
        var published = versions.of(name);
        if (published.isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        return new ModelPage(name, published.getFirst().version(), floors.view(name), published, null);
    }

    @GetMapping("/models/{model}/versions/{version}")
    @PreAuthorize("hasRole('VIEWER')")
    VersionView version(@PathVariable String model, @PathVariable String version) {
        return versions.find(new ModelName(model), new VersionName(version))
                .orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
    }

    @GetMapping("/artifacts/usage")
    @PreAuthorize("hasRole('VIEWER')")
    Storage.Usage usage() {
        return storage.usage();
    }

    private static @Nullable ArtifactDigest digest(@Nullable String said) {
        return said == null || said.isBlank() ? null : new ArtifactDigest(said);
    }
}
