package io.modelferry.control.registry.tombstone;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** Keeps a version from being deleted while something that will need it is being written. */
public interface VersionPins {

    /**
     * The version cannot be deleted before the caller's transaction ends; a deletion that began earlier is waited for. What is written in
     * the transaction must then answer as a {@link VersionHolder}.
     *
     * @throws Refusal 422 {@code unknown-version} or 409 {@code version-deleted}
     */
    void pin(ModelName model, VersionName version);

    /**
     * As {@link #pin}, for whoever would rather do without the version than wait or fail.
     *
     * @return false if there is none, or somebody is deleting it just now
     */
    boolean pinUnlessGoing(ModelName model, VersionName version);
}
