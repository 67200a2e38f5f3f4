package io.modelferry.agent.update;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.Acceptance;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The signed list of versions that the device believes: fetched when a goal needs a newer one, or when it has expired. */
final class HeldVersions {

    private final TrustedGoals trust;
    private final Ledger ledger;
    private final Slots slots;
    private final Downloads downloads;
    private final InstantSource clock;
    private @Nullable VersionList held;

    HeldVersions(TrustedGoals trust, Ledger ledger, Ports ports, InstantSource clock) {
        this.trust = trust;
        this.ledger = ledger;
        this.slots = ports.slots();
        this.downloads = ports.downloads();
        this.clock = clock;
    }

    /** @throws UpdateFailure NETWORK if the server has none that new yet, or what the download or the signature says */
    synchronized VersionList atLeast(long version, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure, Untrusted {
        var list = held == null ? kept() : held;
        if (list == null || list.version() < version || clock.instant().isAfter(list.expires())) {
            list = fetched(version, policy, cancellation);
        }
        held = list;
        return list;
    }

    /** Acceptance sets of these models: versions of a line mostly share one, so the next update need not fetch it again. */
    synchronized Set<ArtifactDigest> acceptanceSetsOf(Set<ArtifactDigest> models) {
        var list = held == null ? kept() : held;
        if (list == null) {
            return Set.of();
        }
        return list.models().stream()
                .filter(model -> models.contains(model.digest()))
                .flatMap(model -> Stream.ofNullable(model.acceptance()))
                .map(Acceptance::digest)
                .collect(Collectors.toSet());
    }

    private @Nullable VersionList kept() {
        var envelope = slots.versions();
        if (envelope.isEmpty()) {
            return null;
        }
        try {
            return trust.versions(envelope.get(), ledger.state().listVersion());
        } catch (Untrusted rotten) {
            return null; // the server has it
        }
    }

    private VersionList fetched(long version, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure, Untrusted {
        var envelope = downloads.versions(policy, cancellation);
        var list = trust.versions(envelope, ledger.state().listVersion());
        if (list.version() < version) {
            throw new UpdateFailure(
                    FailureCode.NETWORK, "the server still serves list %d, not %d".formatted(list.version(), version));
        }
        slots.keepVersions(envelope);
        ledger.change(state -> state.believing(list.version()));
        return list;
    }
}
