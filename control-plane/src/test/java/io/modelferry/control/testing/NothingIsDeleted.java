package io.modelferry.control.testing;

import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** Pins for rooms whose versions nobody deletes. */
public final class NothingIsDeleted implements VersionPins {

    @Override
    public void pin(ModelName model, VersionName version) {}

    @Override
    public boolean pinUnlessGoing(ModelName model, VersionName version) {
        return true;
    }
}
