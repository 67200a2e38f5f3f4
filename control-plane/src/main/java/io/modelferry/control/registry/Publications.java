package io.modelferry.control.registry;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxInspection;
import io.modelferry.optimizer.onnx.OnnxModel;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes a version: bytes in, inspected, kept, then one transaction for the row, the audit row and the event. A refusal
 * leaves no row and no file.
 */
@Service
public class Publications {

    private static final Logger log = LoggerFactory.getLogger(Publications.class);

    private final FilesystemArtifacts artifacts;
    private final Quota quota;
    private final CaseSets caseSets;
    private final Teachers teachers;
    private final ModelRows models;
    private final VersionRows versions;
    private final Tombstones tombstones;
    private final VersionPins pins;
    private final Lineages lineages;
    private final Floors floors;
    private final ObjectProvider<ReservedNames> reserved;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final long maxBytes;

    Publications(
            FilesystemArtifacts artifacts,
            Quota quota,
            CaseSets caseSets,
            Teachers teachers,
            ModelRows models,
            VersionRows versions,
            Tombstones tombstones,
            VersionPins pins,
            Lineages lineages,
            Floors floors,
            ObjectProvider<ReservedNames> reserved,
            TransactionTemplate transaction,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.artifacts = artifacts;
        this.quota = quota;
        this.caseSets = caseSets;
        this.teachers = teachers;
        this.models = models;
        this.versions = versions;
        this.tombstones = tombstones;
        this.pins = pins;
        this.lineages = lineages;
        this.floors = floors;
        this.reserved = reserved;
        this.transaction = transaction;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.maxBytes = Math.min(
                configuration.registry().maxModelSize().toBytes(), Integer.MAX_VALUE); // ONNX in one file ends here
    }

    /**
     * What the publisher says about the bytes.
     *
     * @param acceptance digest of an acceptance set that was uploaded before
     * @param calibration digest of a calibration set that was uploaded before
     * @param floor the version below which no other is activated again once a file of this one is offered; may be this one; null for none
     * @param lineage where the version came from; {@link Lineage#NONE} if nothing is said
     * @param publishedBy the operator's name
     */
    public record Request(
            ModelName model,
            VersionName version,
            @Nullable ArtifactDigest acceptance,
            @Nullable ArtifactDigest calibration,
            @Nullable VersionName floor,
            Lineage lineage,
            String notes,
            String publishedBy) {

        static final int MAX_NOTES = 2000;

        public Request {
            if (notes.length() > MAX_NOTES) {
                throw Refusal.invalid("notes-too-long", "Notes have at most " + MAX_NOTES + " characters.");
            }
        }

        /** Without a floor. */
        public Request(
                ModelName model,
                VersionName version,
                @Nullable ArtifactDigest acceptance,
                @Nullable ArtifactDigest calibration,
                Lineage lineage,
                String notes,
                String publishedBy) {
            this(model, version, acceptance, calibration, null, lineage, notes, publishedBy);
        }
    }

    /** @param isNew false if the same bytes stood under this version before */
    public record Published(VersionView version, boolean isNew) {}

    /** How long a new version's file may be just now. */
    ByteLimit limit(ModelName model) {
        return new ByteLimit(maxBytes, this::tooLarge).orLess(quota.left(model)).orLess(quota.left());
    }

    private Refusal tooLarge() {
        var words = maxBytes == Integer.MAX_VALUE
                ? "The model is longer than 2 GiB, where ONNX in one file ends."
                : "The model is longer than %d bytes; modelferry.registry.max-model-size allows more, up to 2 GiB."
                        .formatted(maxBytes);
        return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "too-large", words);
    }

    /**
     * @param onnx read once, to its end or to the first reason to refuse it
     * @throws Refusal 409 {@code version-exists}, 413 {@code too-large} or {@code quota-exceeded}, 422 with the reason of {@link MalformedModel}, or if a
     *     set of cases is unknown or does not fit the model, and as {@link Teachers#requireComparable}, {@link Lineages#record},
     *     {@link Floors#requireCanBring} and {@link ReservedNames} say
     */
    public Published publish(Request request, InputStream onnx) throws IOException {
        try (var staged = artifacts.stage(onnx, limit(request.model()))) {
            var version = inspected(request, staged);
            var published = Objects.requireNonNull(transaction.execute(status -> publish(request, version, staged)));
            if (published.isNew()) {
                log.info(
                        "version published model={} version={} digest={} bytes={}",
                        request.model(),
                        request.version(),
                        version.digest().brief(),
                        staged.lengthBytes());
            }
            return published;
        }
    }

    private NewVersion inspected(Request request, StagedArtifact staged) throws IOException {
        try {
            var model = OnnxInspection.inspect(staged.file());
            requireFits(Kind.ACCEPTANCE, request.acceptance(), model);
            requireFits(Kind.CALIBRATION, request.calibration(), model);
            teachers.requireComparable(request, model);
            return new NewVersion(
                    request.version(),
                    staged.digest(),
                    model,
                    request.acceptance(),
                    request.calibration(),
                    request.floor(),
                    request.notes(),
                    request.publishedBy());
        } catch (MalformedModel e) {
            throw refusal(e);
        }
    }

    private void requireFits(Kind kind, @Nullable ArtifactDigest set, OnnxModel model) {
        if (set != null) {
            caseSets.requireFits(kind, set, model.inputs());
        }
    }

    private Published publish(Request request, NewVersion version, StagedArtifact staged) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
        models.start(request.model().value(), now);
        var model = models.hold(request.model().value());
        var ref = new VersionRef(request.model(), request.version());
        var existing = versions.findByModelAndVersion(
                request.model().value(), request.version().value());
        if (existing.isPresent()) {
            requireNotDeleted(ref);
            lineages.requireSame(ref, request.lineage());
            return Republication.of(request, version.digest(), existing.get().view(floors.below(request.model())));
        }
        requireFree(request);
        floors.requireCanBring(request.model(), request.version(), request.floor());
        lineages.record(ref, request.lineage());
        pinTeacher(request.lineage());
        quota.left(request.model()).require(staged.lengthBytes()); // others may have come meanwhile
        keep(staged); // the bytes first: a row never names bytes that are not there
        var view = versions.save(model.publish(version, now)).view(Set.of()); // the newest lies below nothing
        audit.record(
                "registry.version-published",
                "model-version",
                request.model() + "@" + request.version(),
                Map.of("digest", view.digest().hex(), "lengthBytes", view.lengthBytes()));
        events.publishEvent(new ModelPublished(
                view.model(),
                view.version(),
                view.digest(),
                view.lengthBytes(),
                view.opset(),
                view.acceptance(),
                view.calibration()));
        return new Published(view, true);
    }

    /** The student will be held beside it, so its bytes must be there. */
    private void pinTeacher(Lineage lineage) {
        var teacher = lineage.teacher();
        if (teacher != null) {
            pins.pin(teacher.model(), teacher.version());
        }
    }

    private void requireNotDeleted(VersionRef ref) {
        tombstones.find(ref.model(), ref.version()).ifPresent(tombstone -> {
            throw tombstone.refusal(HttpStatus.CONFLICT);
        });
    }

    private void requireFree(Request request) {
        reserved.stream()
                .flatMap(names -> names.reserved(request.model(), request.version()).stream())
                .findFirst()
                .ifPresent(refusal -> {
                    throw refusal;
                });
    }

    private void keep(StagedArtifact staged) {
        try {
            artifacts.keep(staged, length -> quota.left().require(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal refusal(MalformedModel malformed) {
        var status = switch (malformed.reason()) {
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case NOT_ONNX, TRUNCATED, MALFORMED, EXTERNAL_DATA, TOO_COMPLEX -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
        return new Refusal(status, malformed.reason().code(), "The model was refused: " + malformed.detail() + ".");
    }
}
