package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What other rooms may ask about devices. */
public interface Devices {

    Optional<DeviceView> find(DeviceId id);

    /** Those of {@code ids} that are enrolled and not decommissioned, in no order. */
    List<DeviceView> of(Collection<DeviceId> ids);

    /**
     * Holds devices as they are until the caller's transaction ends: what it stores about them fits what they report, and what they report
     * next finds it.
     *
     * @return who is held; not those about whom something is being stored right now
     */
    Set<DeviceId> hold(Collection<DeviceId> ids);

    /**
     * Up to {@code limit} devices with an id after {@code afterId}, by id.
     *
     * @param text shows in id, site or class, one or two letters where a word of them begins; empty for all
     */
    List<DeviceView> page(@Nullable DeviceId afterId, int limit, String text);

    /**
     * @param deviceClass operator-owned, from the enrolment token, for example {@code standard} or {@code constrained}
     * @param lab takes part in lab stages
     * @param generation of the last goal the device accepted
     * @param running attested digest by model
     * @param previous digest a rollback would flip to, by model
     */
    record DeviceView(
            DeviceId id,
            String site,
            String deviceClass,
            boolean lab,
            boolean online,
            @Nullable Instant lastSeen,
            Instant enrolledAt,
            String agentVersion,
            String facts,
            long generation,
            Map<ModelName, ArtifactDigest> running,
            Map<ModelName, ArtifactDigest> previous,
            Map<ModelName, List<ArtifactDigest>> quarantined) {}
}
