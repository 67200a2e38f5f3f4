package io.modelferry.control.trust;

import io.modelferry.protocol.goal.DeltaHop;

/** The deltas that devices may use: targets of one delegated role for each model. */
public interface SignedDeltas {

    /** Signs the delta for every model that has its result among its files, in the caller's transaction. Again changes nothing. */
    void add(DeltaHop delta);
}
