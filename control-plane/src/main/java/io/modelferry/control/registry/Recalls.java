package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Versions that must not run any more. */
public interface Recalls {

    /** The recall in force, if the version is recalled. */
    Optional<RecallView> inForce(ModelName model, VersionName version);

    /** Every recall of the model's versions, also those that were lifted, newest first. */
    List<RecallView> of(ModelName model);

    /** @throws io.modelferry.control.platform.Refusal 409 {@code version-recalled} with the reason, if it is recalled */
    void requireNotRecalled(ModelName model, VersionName version);

    /**
     * One transaction with its audit row and with what {@link RecallEffects} does.
     *
     * @param order reason required
     * @throws io.modelferry.control.platform.Refusal 404 {@code version-not-found}, 409 {@code already-recalled}, 422 naming the field
     */
    RecallView recall(ModelName model, VersionName version, RecallOrder order);

    /**
     * The version may be rolled out again; nothing moves by itself.
     *
     * @throws io.modelferry.control.platform.Refusal 404 {@code version-not-found}, 409 {@code not-recalled}, 422 naming the field
     */
    RecallView lift(ModelName model, VersionName version, RecallOrder order);

    /** @param actor the operator's name */
    record RecallOrder(String reason, String actor) {}

    /** @param liftedAt null while it is in force, as are {@code liftedBy} and {@code liftedReason} */
    record RecallView(
            ModelName model,
            VersionName version,
            String reason,
            String actor,
            Instant at,
            @Nullable Instant liftedAt,
            @Nullable String liftedBy,
            @Nullable String liftedReason) {

        public boolean lifted() {
            return liftedAt != null;
        }
    }
}
