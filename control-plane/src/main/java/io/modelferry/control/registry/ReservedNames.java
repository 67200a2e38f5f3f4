package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Optional;

/** Names that a model uses, or used, for something else: no version is published under them. */
public interface ReservedNames {

    /** Why the name is not free, asked in the transaction that publishes; empty if it is. */
    Optional<Refusal> reserved(ModelName model, VersionName name);
}
