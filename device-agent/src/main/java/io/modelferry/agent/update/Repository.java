package io.modelferry.agent.update;

import io.modelferry.agent.trust.SignedTargets;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeltaHop;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** The fleet's signed metadata, as far as this device has proven them. What was believed once is never believed older again. */
public interface Repository {

    /** Newest of what is proven here, expired or not; asks nobody and never waits. Empty before the first {@link #refreshed}. */
    Optional<SignedTargets> held();

    /**
     * Asks the server for what is newer. Durable on return.
     *
     * @param now nothing that has expired by then is believed
     * @throws UpdateFailure METADATA_REFUSED for what is not to be believed, which a later answer may be; what the download says; or
     *     STORAGE_FAILED
     */
    SignedTargets refreshed(Instant now, DeliveryPolicy policy, Cancellation cancellation) throws UpdateFailure;

    /**
     * Those of {@code offered} that the model's role of deltas names. Asks the server if one is missing.
     *
     * @throws Untrusted METADATA_REFUSED if that role cannot be had or proven
     * @throws UpdateFailure as {@link #refreshed}
     */
    Set<DeltaHop> signed(
            ModelName model,
            Collection<DeltaHop> offered,
            Instant now,
            DeliveryPolicy policy,
            Cancellation cancellation)
            throws UpdateFailure, Untrusted;
}
