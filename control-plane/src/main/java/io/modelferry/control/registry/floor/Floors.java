package io.modelferry.control.registry.floor;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Floors of models. They hold here from the moment they are raised, on devices from the moment the targets that say so are signed.
 *
 * @see <a href="../docs/rollouts.md">docs/rollouts.md</a>
 */
public interface Floors {

    /** The floor that holds; empty while a model has none. */
    Optional<Raise> of(ModelName model);

    FloorView view(ModelName model);

    /** Names of the versions that may not be activated any more, the deleted among them. */
    Set<VersionName> below(ModelName model);

    /** @throws io.modelferry.control.platform.Refusal 409 {@code below-floor} about {@code version}, if it lies below */
    void requireNotBelow(ModelName model, VersionName version);

    /**
     * Whether a version may be published with this floor, in the publication's transaction.
     *
     * @param floor null for none
     * @throws io.modelferry.control.platform.Refusal 422 {@code unknown-floor}, 409 {@code floor-falls}, about {@code floor}
     */
    void requireCanBring(ModelName model, VersionName version, @Nullable VersionName floor);

    /**
     * A file of the version is about to be offered: the floor that was published with it holds from now on. In the caller's transaction.
     *
     * @return release counter below which no release of the model is activated any more, whoever asked for it; 0 is none
     */
    long bring(ModelName model, VersionName version);

    /**
     * Raises the floor, has it signed and writes the audit row, in one transaction. The floor that holds already changes nothing.
     *
     * @param order reason required
     * @throws io.modelferry.control.platform.Refusal 404 {@code model-not-found} or {@code version-not-found}, 409 {@code floor-falls} or
     *     {@code floor-above-newest}, 422 naming the field
     */
    FloorView raise(ModelName model, VersionName version, FloorOrder order);

    /** @param actor the operator's name */
    record FloorOrder(String reason, String actor) {}

    /**
     * @param counter the version's release counter
     * @param actor the operator's name; of a floor that was published with a version, who published it
     * @param broughtBy the version that was published with it; null if it was raised by itself
     */
    record Raise(
            VersionName version,
            long counter,
            String reason,
            String actor,
            Instant at,
            @Nullable VersionName broughtBy) {}

    /**
     * The floor of a model, how it came about, and whether devices know it.
     *
     * @param version null while the model has none
     * @param counter its release counter; 0 while the model has none
     * @param signed whether the targets in effect say so; false waits for a signature
     * @param raises all of them, the newest first
     */
    record FloorView(ModelName model, @Nullable VersionName version, long counter, boolean signed, List<Raise> raises) {

        static FloorView of(ModelName model, List<Raise> raises, long signed) {
            var highest = raises.isEmpty() ? null : raises.getFirst();
            return highest == null
                    ? new FloorView(model, null, 0, true, List.of())
                    : new FloorView(model, highest.version(), highest.counter(), signed >= highest.counter(), raises);
        }
    }
}
