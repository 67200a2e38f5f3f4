package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.floor.Floors.Raise;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds a rollout against the floor of its model, in words that say what to do. Devices refuse what lies below it, whoever asks for it. */
@Component
class FloorCheck {

    static final String NO_WAY_BACK = "way-back-below-floor";
    static final String NO_VERSION_BEFORE = "there is no earlier version to go back to";

    private final Floors floors;

    FloorCheck(Floors floors) {
        this.floors = floors;
    }

    Set<VersionName> below(ModelName model) {
        return floors.below(model);
    }

    /** @throws Refusal 409 {@code below-floor} about {@code version} */
    void requireNotBelow(ModelName model, VersionName version) {
        floors.requireNotBelow(model, version);
    }

    /** Why the version can be given to nobody any more; empty while it can. */
    Optional<String> fallen(Rollout rollout) {
        return below(rollout.model()).contains(rollout.version())
                ? Optional.of(
                        "version %s lies below the floor of %s, which is %s now: devices refuse it; stop the rollout"
                                .formatted(rollout.version(), rollout.model(), floor(rollout.model())))
                : Optional.empty();
    }

    /** Why nobody can go back from the rollout's version; empty if everybody can. */
    Optional<String> noWayBack(Rollout rollout) {
        return rollout.previousVersion()
                .map(previous -> noWayBack(rollout.model(), previous))
                .orElse(Optional.of(NO_VERSION_BEFORE));
    }

    /** Why nobody may be sent to {@code previous}; empty if everybody may. */
    private Optional<String> noWayBack(ModelName model, VersionName previous) {
        return below(model).contains(previous)
                ? Optional.of("the version before, %s, lies below the floor of %s, which is %s: devices would refuse it"
                        .formatted(previous, model, floor(model)))
                : Optional.empty();
    }

    /**
     * Why a rollout could not go back, and what to do; empty if it could, or if there is nothing before it.
     *
     * @param previous what the model's devices run so far; null before the first rollout
     */
    Optional<String> objection(ModelName model, @Nullable VersionName previous) {
        return previous == null
                ? Optional.empty()
                : noWayBack(model, previous)
                        .map(
                                why -> "noWayBack: " + why
                                        + ". Say noWayBack (ferry rollout create --no-way-back) to roll out all the same: it halts where it would go back.");
    }

    /** @throws Refusal 409 {@value #NO_WAY_BACK} about {@code noWayBack} */
    void requireWayBack(ModelName model, @Nullable VersionName previous) {
        objection(model, previous).ifPresent(objection -> {
            throw Refusal.conflict(NO_WAY_BACK, objection).about("noWayBack");
        });
    }

    /** @throws Refusal 409 {@value #NO_WAY_BACK} about {@code rollout}: an operator's way back */
    void requireWayBack(Rollout rollout) {
        rollout.previousVersion()
                .flatMap(previous -> noWayBack(rollout.model(), previous))
                .ifPresent(why -> {
                    throw Refusal.conflict(
                                    NO_WAY_BACK,
                                    "Rollout %s cannot go back: %s. Stop it, and roll out %s or a later version."
                                            .formatted(rollout.id(), why, floor(rollout.model())))
                            .about("rollout");
                });
    }

    private Object floor(ModelName model) {
        return floors.of(model).<Object>map(Raise::version).orElse("none");
    }
}
