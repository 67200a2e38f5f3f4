package io.modelferry.control.trust;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;

/** Who has signed a version's files, and who has still to. */
public interface Signatures {

    /** Of those who sign targets, while a file of the version waits for them; empty if none does, or nobody may sign yet. */
    Optional<Quorum> awaited(ModelName model, VersionName version);

    /** The signatures on the targets that named files of the version first, oldest first; none before they were kept. */
    List<SignedBy> on(ModelName model, VersionName version);
}
