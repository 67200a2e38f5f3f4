package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.VersionList.SignedModel;

/** The signed list of versions: what may run on a device. */
public interface SignedVersions {

    /** Adds a model file to the list and signs the next list, in the caller's transaction. The same entry again changes nothing. */
    void add(SignedModel model);

    /** Takes every file of a version out and signs the next list, in the caller's transaction. Without an entry nothing changes. */
    void remove(ModelName model, VersionName version);

    /** The current list, signed; an empty list of version 1 before the first publication. */
    Envelope current();

    /** The {@code version} number of the current list. */
    long currentNumber();
}
