package io.modelferry.agent.testing;

import io.modelferry.agent.update.ModelHost;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs nothing, answers as told. */
public final class FakeHost implements ModelHost {

    private final Predicate<ArtifactDigest> store;
    private final Map<ModelName, ArtifactDigest> serving = new HashMap<>();
    private final Map<ModelName, Health> health = new HashMap<>();
    private final Map<ArtifactDigest, FailureCode> bad = new HashMap<>();
    private final Set<ArtifactDigest> deadly = new HashSet<>();
    private final List<ArtifactDigest> loaded = new ArrayList<>();
    private @Nullable ArtifactDigest shadow;
    private @Nullable AcceptanceResult accepted;
    private Compared compared = Compared.NONE;

    public FakeHost(FakeStore store) {
        this(store::holds);
    }

    /** @param store whether a file stands in it */
    public FakeHost(Predicate<ArtifactDigest> store) {
        this.store = store;
    }

    public void rejects(ArtifactDigest digest, FailureCode code) {
        bad.put(digest, code);
    }

    /** What every file does on its acceptance set. */
    public void accepts(AcceptanceResult result) {
        accepted = result;
    }

    /** Loading it takes the process down. */
    public void diesOf(ArtifactDigest digest) {
        deadly.add(digest);
    }

    /** The process is another: nothing is loaded. */
    void restarted() {
        serving.clear();
        health.clear();
        shadow = null;
    }

    public void has(long inferences, long errors) {
        health.put(FakeControlPlane.MODEL, new Health(inferences, errors));
    }

    public void has(Health now) {
        health.put(FakeControlPlane.MODEL, now);
    }

    public void hasCompared(Compared now) {
        compared = now;
    }

    public @Nullable ArtifactDigest inShadow() {
        return shadow;
    }

    public ArtifactDigest serves() {
        return serving.get(FakeControlPlane.MODEL);
    }

    public List<ArtifactDigest> loaded() {
        return loaded;
    }

    @Override
    public Optional<AcceptanceResult> probe(Candidate candidate) throws UpdateFailure {
        load(candidate.digest());
        var acceptance = candidate.acceptance();
        if (acceptance != null && !store.test(acceptance.digest())) {
            throw new UpdateFailure(FailureCode.ACCEPTANCE_FAILED, "no such set");
        }
        return Optional.ofNullable(accepted);
    }

    @Override
    public Swap serve(ModelName model, Slot slot) throws UpdateFailure {
        load(slot.digest());
        serving.put(model, slot.digest());
        shadow = null;
        health.put(model, Health.NONE);
        return Swap.UNKNOWN;
    }

    private void load(ArtifactDigest digest) throws UpdateFailure {
        loaded.add(digest);
        if (deadly.contains(digest)) {
            throw new PowerCut();
        }
        var code = bad.get(digest);
        if (code != null) {
            throw new UpdateFailure(code, "as told");
        }
        if (!store.test(digest)) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "no such file");
        }
    }

    @Override
    public void beginShadow(ModelName model, Slot slot, Shadow plan) throws UpdateFailure {
        load(slot.digest());
        shadow = slot.digest();
        compared = Compared.NONE;
    }

    @Override
    public Compared compared(ModelName model) {
        return compared;
    }

    @Override
    public void endShadow(ModelName model) {
        shadow = null;
    }

    @Override
    public void retire(ModelName model) {
        serving.remove(model);
    }

    @Override
    public Health health(ModelName model) {
        return health.getOrDefault(model, Health.NONE);
    }
}
