package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.Map;

/** Somebody who may need stored bytes. What no holder names is garbage once it is old enough. */
public interface ArtifactHolder {

    /** Of these digests, those that must stay, each with the reason in a few words. Asked outside of any transaction. */
    Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among);
}
