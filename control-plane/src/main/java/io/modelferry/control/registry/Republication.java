package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.control.registry.Publications.Published;
import io.modelferry.control.registry.Publications.Request;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;

/** A version's name that is published once more: the same words about the same bytes change nothing, others are a conflict. */
final class Republication {

    private Republication() {}

    /** @throws Refusal 409 {@code version-exists}, naming what is not as it was */
    static Published of(Request request, ArtifactDigest digest, VersionView before) {
        if (!before.digest().equals(digest)) {
            throw Refusal.conflict(
                    "version-exists",
                    "%s@%s was published with other bytes (%s…). A version never changes: publish under a new name."
                            .formatted(
                                    request.model(),
                                    request.version(),
                                    before.digest().brief()));
        }
        requireSame(request, Kind.ACCEPTANCE, before.acceptance(), request.acceptance(), "publish under a new name");
        requireSame(
                request,
                Kind.CALIBRATION,
                before.calibration(),
                request.calibration(),
                "name the set when you ask for the variant");
        requireSameFloor(request, before.floor());
        return new Published(before, false);
    }

    /** Who leaves it out means the one that was named before. */
    private static void requireSameFloor(Request request, @Nullable VersionName before) {
        if (request.floor() != null && !request.floor().equals(before)) {
            throw Refusal.conflict(
                            "version-exists",
                            "%s@%s was published with %s floor. A version never changes: raise the model's floor (ferry model floor)."
                                    .formatted(request.model(), request.version(), before == null ? "no" : "another"))
                    .about("floor");
        }
    }

    /** Who leaves a set out means the one that was named before. */
    private static void requireSame(
            Request request, Kind kind, @Nullable ArtifactDigest before, @Nullable ArtifactDigest now, String remedy) {
        if (now != null && !now.equals(before)) {
            throw Refusal.conflict(
                            "version-exists",
                            "%s@%s was published with %s %s set. A version never changes: %s."
                                    .formatted(
                                            request.model(),
                                            request.version(),
                                            before == null ? "no" : "another",
                                            kind.word(),
                                            remedy))
                    .about(kind.word());
        }
    }
}
