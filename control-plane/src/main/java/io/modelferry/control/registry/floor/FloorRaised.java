package io.modelferry.control.registry.floor;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;

/**
 * No version of the model below this one is activated any more. Published in the transaction of the raise.
 *
 * @param reason as the order gave it
 * @param actor the operator's name
 */
public record FloorRaised(ModelName model, VersionName version, String reason, String actor, Instant at) {}
