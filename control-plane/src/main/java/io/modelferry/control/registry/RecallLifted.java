package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;

/**
 * A recalled version may run again. Published in the transaction of the change.
 *
 * @param actor the operator's name
 */
public record RecallLifted(ModelName model, VersionName version, String reason, String actor, Instant at) {}
