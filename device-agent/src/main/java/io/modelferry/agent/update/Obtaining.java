package io.modelferry.agent.update;

import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.Admission.Admitted;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.report.FailureCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gets the whole file into the store: it is there, a delta or a chain of them makes it, or it comes whole. */
final class Obtaining {

    private static final int DELTA_TRIES = 2;

    private final Errand errand;
    private final Admission admission;
    private final Admitted admitted;
    private final Ports ports;
    private final boolean hasAModel;
    private @Nullable String unsigned;

    /** @param hasAModel whether the device could have had a base: a first model is no fallback */
    Obtaining(Errand errand, Admission admission, Admitted admitted, Ports ports, boolean hasAModel) {
        this.errand = errand;
        this.admission = admission;
        this.admitted = admitted;
        this.ports = ports;
        this.hasAModel = hasAModel;
    }

    void run() throws UpdateFailure {
        if (ports.blobs().holdsIntact(errand.wanted().digest())) {
            errand.journey().step(Event.FILE_HELD, "already in the store");
            return;
        }
        errand.journey().step(Event.BYTES_NEEDED, errand.wanted().deltas().size() + " deltas offered");
        var route = route();
        if (route != null && patched(route)) {
            return;
        }
        if (route == null && unsigned != null) {
            fallBack(FailureCode.UNSIGNED_TARGET, unsigned);
        } else if (route == null && hasAModel && !errand.wanted().deltas().isEmpty()) {
            fallBack(FailureCode.BASE_MISMATCH, "no offered delta starts from a file held here");
        }
        fetchFull();
    }

    /** Over signed deltas only, and only through signed files. */
    private @Nullable DeltaRoute route() throws UpdateFailure {
        var held = held();
        var offered = DeltaRoute.hopsOf(errand.wanted()).stream()
                .filter(admitted::names)
                .toList();
        if (DeltaRoute.cheapest(errand.wanted(), offered, held).isEmpty()) {
            return null; // nobody need be asked who signed them
        }
        return DeltaRoute.cheapest(errand.wanted(), signed(offered), held).orElse(null);
    }

    private Set<DeltaHop> signed(List<DeltaHop> offered) throws UpdateFailure {
        try {
            var signed = admission.signed(offered, errand);
            unsigned = "%d of %d offered deltas are signed".formatted(signed.size(), offered.size());
            return signed;
        } catch (Untrusted e) {
            unsigned = "the offered deltas are not believed: " + e.detail();
            return Set.of();
        }
    }

    private Set<ArtifactDigest> held() throws UpdateFailure {
        var held = new HashSet<ArtifactDigest>();
        for (var base : DeltaRoute.bases(errand.wanted())) {
            if (ports.blobs().holdsIntact(base)) {
                held.add(base);
            }
        }
        return held;
    }

    /** @return false if a delta did not serve and the full file may be fetched */
    private boolean patched(DeltaRoute route) throws UpdateFailure {
        try {
            for (var hop : route.hops()) {
                take(hop);
            }
            return true;
        } catch (UpdateFailure e) {
            if (!deltaIsToBlame(e.code())) {
                throw e;
            }
            fallBack(e.code(), e.detail());
            return false;
        }
    }

    private void take(DeltaHop hop) throws UpdateFailure {
        fetchDelta(hop);
        errand.journey().step(Event.DELTA_ARRIVED, hop.lengthBytes() + " bytes of delta");
        errand.cancellation().check();
        ports.blobs().patch(hop.base(), hop.delta(), hop.result(), hop.resultBytes(), errand.cancellation());
        var last = hop.result().equals(errand.wanted().digest());
        errand.journey()
                .step(
                        last ? Event.PATCHED : Event.HOP_MADE,
                        "patched from " + hop.base().brief());
    }

    private void fetchDelta(DeltaHop hop) throws UpdateFailure {
        for (var tries = 1; ; tries++) {
            try {
                if (!ports.blobs().holdsIntact(hop.delta())) { // of an attempt that a power cut or a full disk ended
                    errand.journey().receivedDelta(fetch(hop.delta(), hop.lengthBytes()));
                }
                return;
            } catch (UpdateFailure e) {
                if (e.code() != FailureCode.DIGEST_MISMATCH || tries == DELTA_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static boolean deltaIsToBlame(FailureCode code) {
        return code.remedy() == FailureCode.Remedy.FULL_DOWNLOAD || code == FailureCode.DIGEST_MISMATCH;
    }

    private void fallBack(FailureCode code, String detail) throws UpdateFailure {
        var full = admitted.signed().lengthBytes();
        if (!errand.wanted().delivery().allowsFallbackOf(full)) {
            throw new UpdateFailure(
                    FailureCode.FALLBACK_FORBIDDEN,
                    "%s, and policy forbids the full %d bytes: %s".formatted(code, full, detail));
        }
        errand.journey().fellBack();
        errand.journey().step(Event.FELL_BACK, code + ": " + detail);
    }

    private void fetchFull() throws UpdateFailure {
        var full = admitted.signed().lengthBytes();
        errand.journey().receivedFull(fetch(errand.wanted().digest(), full));
        errand.journey().step(Event.FILE_ARRIVED, full + " bytes of model");
    }

    private long fetch(ArtifactDigest digest, long lengthBytes) throws UpdateFailure {
        return ports.downloads().fetch(digest, lengthBytes, errand.wanted().delivery(), errand.cancellation());
    }
}
