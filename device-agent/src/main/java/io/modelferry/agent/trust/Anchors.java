package io.modelferry.agent.trust;

import io.modelferry.protocol.trust.VerificationKey;

/**
 * The two keys that a device believes, received once at enrolment over a pinned connection.
 *
 * @param targetsKey verifies the list of versions: which files may ever run
 * @param goalKey verifies goals: which of them should run here
 */
public record Anchors(VerificationKey targetsKey, VerificationKey goalKey) {}
