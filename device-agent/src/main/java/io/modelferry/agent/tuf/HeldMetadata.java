package io.modelferry.agent.tuf;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.trust.SignedTargets;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.Repository;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.tuf.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's {@link Repository}: this client over the roads that bring its models, with what it came to last at hand. Its folder is
 * opened when it is first needed and no sooner: a disk that fails in it keeps no model from answering.
 */
public final class HeldMetadata implements Repository {

    private static final Logger LOG = LoggerFactory.getLogger(HeldMetadata.class);

    /** What the timestamp may say beside the specification: when it was signed. */
    private static final String ISSUED = "issued";

    private final Place place;
    private final Downloads downloads;
    private final Limits limits;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private @Nullable Line line;
    private @Nullable MetadataStore opened;
    private boolean looked;

    /** @param root that the device was given: {@link MetadataStore#beginWith} */
    public record Place(AgentFs fs, Path folder, byte[] root) {}

    private record Known(Refreshed refreshed, SignedTargets targets) {}

    /** On whose account documents are fetched now. */
    private record Line(DeliveryPolicy policy, Cancellation cancellation) {}

    public HeldMetadata(Place place, Downloads downloads, Limits limits) {
        this.place = place;
        this.downloads = downloads;
        this.limits = limits;
    }

    @Override
    public Optional<SignedTargets> held() {
        if (known.get() == null) {
            lookOnce();
        }
        return Optional.ofNullable(known.get()).map(Known::targets);
    }

    /** What lies on the disk is looked at once: after that it is known, or not whole. */
    private void lookOnce() {
        synchronized (known) {
            if (looked) {
                return;
            }
            try {
                var kept = refresh(Instant.MIN).kept();
                looked = true;
                kept.ifPresent(found -> known.compareAndSet(null, new Known(found, believed(found))));
            } catch (IOException | MalformedMessage e) {
                LOG.warn("the kept metadata cannot be used: {}", e.getMessage());
            }
        }
    }

    private MetadataStore store() throws IOException {
        synchronized (known) {
            if (opened == null) {
                var store = MetadataStore.open(place.fs(), place.folder());
                store.beginWith(place.root());
                opened = store;
            }
            return opened;
        }
    }

    @Override
    public synchronized SignedTargets refreshed(Instant now, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        line = new Line(policy, cancellation);
        try {
            var refreshed = refresh(now).run();
            var fresh = new Known(refreshed, believed(refreshed));
            known.set(fresh);
            return fresh.targets();
        } catch (MetadataRefused | MalformedMessage e) {
            throw new UpdateFailure(FailureCode.METADATA_REFUSED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private Refresh refresh(Instant now) throws IOException {
        return new Refresh(store(), this::fetch, limits, () -> now);
    }

    private Optional<byte[]> fetch(String file, int mostBytes) throws UpdateFailure {
        var account = line;
        if (account == null) {
            throw new IllegalStateException("nobody asked for " + file);
        }
        return downloads.metadata(file, mostBytes, account.policy(), account.cancellation());
    }

    private static SignedTargets believed(Refreshed refreshed) {
        var timestamp = refreshed.trusted().timestamp();
        return SignedTargets.of(
                refreshed.targets(), refreshed.expires(), timestamp == null ? null : issued(timestamp.body()));
    }

    private static @Nullable Instant issued(Timestamp timestamp) {
        if (!timestamp.unknown().has(ISSUED)) {
            return null;
        }
        try {
            return Instant.parse(timestamp.unknown().text(ISSUED));
        } catch (DateTimeException e) {
            throw new MalformedMessage("the timestamp's '" + ISSUED + "' is no time", e);
        }
    }

    @Override
    public synchronized Set<DeltaHop> signed(
            ModelName model,
            Collection<DeltaHop> offered,
            Instant now,
            DeliveryPolicy policy,
            Cancellation cancellation)
            throws UpdateFailure, Untrusted {
        line = new Line(policy, cancellation);
        try {
            var named = namedNow(model, offered, now);
            if (named.containsAll(offered)) {
                return named;
            }
            refreshed(now, policy, cancellation);
            return named(model, offered, now);
        } catch (MetadataRefused | MalformedMessage e) {
            throw new Untrusted(FailureCode.METADATA_REFUSED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    /** None if the role is not to be had as it is known now: a refresh may know of a newer one. */
    private Set<DeltaHop> namedNow(ModelName model, Collection<DeltaHop> offered, Instant now)
            throws UpdateFailure, IOException {
        try {
            return named(model, offered, now);
        } catch (MetadataRefused e) {
            LOG.info("deltas of {}: {}", model, e.getMessage());
            return Set.of();
        }
    }

    private Set<DeltaHop> named(ModelName model, Collection<DeltaHop> offered, Instant now)
            throws MetadataRefused, UpdateFailure, IOException {
        var current = known.get();
        if (current == null) {
            return Set.of();
        }
        var search = current.refreshed().at(now);
        var named = new HashSet<DeltaHop>();
        for (var delta : offered) {
            var target = search.find(DeltaTarget.path(model, delta));
            if (target.isPresent() && DeltaTarget.read(target.get()).equals(delta)) {
                named.add(delta);
            }
        }
        return named;
    }

    private static UpdateFailure notKept(IOException e) {
        return new UpdateFailure(FailureCode.STORAGE_FAILED, "metadata not kept: " + e.getMessage(), e);
    }
}
