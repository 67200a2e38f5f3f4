package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.Map;

/** Somebody who may need stored bytes. What no holder names is garbage once nobody has needed it for a while. */
public interface ArtifactHolder {

    /**
     * Of these digests, those that must stay, each with the reason in a few words. Whoever begins to name a digest that is not published yet
     * puts its bytes into the store just before: young bytes are never collected.
     */
    Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among);
}
