package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.Reported.RunningModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a device remembers of one model.
 *
 * @param active what a boot serves; changes only when a trial is confirmed
 * @param previous what was active before, kept for a rollback
 * @param attempt a file that is being tried and may take the agent down with it; written before the danger begins
 * @param strikes how often each file has failed here
 * @param proven files that were confirmed here once: they need no second probation; newest last
 * @param settled generation of the last goal that reached its end, so that a restart does not begin it again
 */
public record ModelSlots(
        ModelName model,
        @Nullable Slot active,
        @Nullable Slot previous,
        @Nullable Attempt attempt,
        List<Strikes> strikes,
        List<ArtifactDigest> proven,
        long settled) {

    /** Failures after which a file is never loaded here again. */
    public static final int STRIKES_OUT = 2;

    private static final int MAX_PROVEN = 16;
    private static final int MAX_STRIKES = 64;

    /** One file of the model. */
    public record Slot(ArtifactDigest digest, VersionName version, String variant) {}

    /** How often {@code digest} has failed. */
    public record Strikes(ArtifactDigest digest, int count) {}

    /**
     * @param count how often it was begun: 2 at a boot means that it took the agent down
     * @param before what the model before did, to judge this one by; null without one
     */
    public record Attempt(
            Slot slot,
            Phase phase,
            int count,
            long generation,
            Probation probation,
            @Nullable Baseline before) {

        /** Where the danger lies. */
        public enum Phase {
            PROBE,
            TRIAL
        }

        static Attempt probing(Errand errand, int count) {
            var wanted = errand.wanted();
            return new Attempt(errand.slot(), Phase.PROBE, count, errand.goal().generation(), wanted.probation(), null);
        }

        static Attempt onTrial(Errand errand, @Nullable Baseline before) {
            var wanted = errand.wanted();
            return new Attempt(errand.slot(), Phase.TRIAL, 1, errand.goal().generation(), wanted.probation(), before);
        }

        Attempt again() {
            return new Attempt(slot, phase, count + 1, generation, probation, before);
        }

        Attempt forgiven() {
            return new Attempt(slot, phase, Math.max(0, count - 1), generation, probation, before);
        }

        Attempt adoptedBy(long newer, Probation theirs) {
            return new Attempt(slot, phase, count, newer, theirs, before);
        }
    }

    /**
     * What a model did on this device before another took its place.
     *
     * @param p95Micros of its session run
     * @param sameAnswerShare of its most frequent class, 0…1
     */
    public record Baseline(long p95Micros, double sameAnswerShare) {}

    public ModelSlots {
        strikes = List.copyOf(strikes);
        proven = List.copyOf(proven);
    }

    static ModelSlots of(ModelName model) {
        return new ModelSlots(model, null, null, null, List.of(), List.of(), 0);
    }

    /** What answers now, trial included. */
    RunningModel running() {
        var trial = trial();
        var now = trial != null ? trial.slot() : active;
        var before = trial != null ? active : previous;
        return new RunningModel(
                model, now == null ? null : now.digest(), before == null ? null : before.digest(), quarantined());
    }

    public boolean runs(ArtifactDigest digest) {
        return active != null && active.digest().equals(digest);
    }

    public boolean isProven(ArtifactDigest digest) {
        return proven.contains(digest);
    }

    public boolean isQuarantined(ArtifactDigest digest) {
        return strikes(digest) >= STRIKES_OUT;
    }

    public List<ArtifactDigest> quarantined() {
        return strikes.stream()
                .filter(entry -> entry.count() >= STRIKES_OUT)
                .map(Strikes::digest)
                .toList();
    }

    /** The file on trial, if one is. */
    @Nullable
    Attempt trial() {
        return attempt != null && attempt.phase() == Attempt.Phase.TRIAL ? attempt : null;
    }

    Set<ArtifactDigest> named() {
        var named = new HashSet<ArtifactDigest>();
        Stream.of(active, previous, attempt == null ? null : attempt.slot())
                .filter(slot -> slot != null)
                .forEach(slot -> named.add(slot.digest()));
        return named;
    }

    ModelSlots trying(@Nullable Attempt next) {
        return new ModelSlots(model, active, previous, next, strikes, proven, settled);
    }

    ModelSlots settledAt(long generation) {
        return new ModelSlots(model, active, previous, attempt, strikes, proven, Math.max(settled, generation));
    }

    /** Whatever goal ended here shall begin again. */
    ModelSlots unsettled() {
        return new ModelSlots(model, active, previous, attempt, strikes, proven, 0);
    }

    /** {@code slot} becomes what a boot serves; what was active becomes the way back. */
    ModelSlots confirmed(Slot slot) {
        var wayBack = runs(slot.digest()) ? previous : active;
        return new ModelSlots(model, slot, wayBack, null, without(slot.digest()), provenWith(slot.digest()), settled);
    }

    /** The active file is lost or will not load: the way back takes its place. */
    ModelSlots withoutActive() {
        return new ModelSlots(model, previous, null, attempt, strikes, proven, 0);
    }

    ModelSlots struck(ArtifactDigest digest, int by) {
        var all = new ArrayList<>(without(digest));
        all.add(new Strikes(digest, strikes(digest) + by));
        return new ModelSlots(
                model,
                active,
                previous,
                attempt,
                newest(all, MAX_STRIKES),
                newest(proven.stream().filter(one -> !one.equals(digest)).toList(), MAX_PROVEN),
                settled);
    }

    ModelSlots forgiven(ArtifactDigest digest) {
        return new ModelSlots(model, active, previous, attempt, without(digest), proven, settled);
    }

    private int strikes(ArtifactDigest digest) {
        return strikes.stream()
                .filter(entry -> entry.digest().equals(digest))
                .mapToInt(Strikes::count)
                .findFirst()
                .orElse(0);
    }

    private List<Strikes> without(ArtifactDigest digest) {
        return strikes.stream().filter(entry -> !entry.digest().equals(digest)).toList();
    }

    private List<ArtifactDigest> provenWith(ArtifactDigest digest) {
        var all = new ArrayList<>(proven);
        all.remove(digest);
        all.add(digest);
        return newest(all, MAX_PROVEN);
    }

    private static <T> List<T> newest(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }
}
