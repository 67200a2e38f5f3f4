package io.modelferry.control.trust;

import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes targets documents: every model file, who signs goals, and who signs each model's deltas. Nothing is signed here. */
@Component
class NextTargets {

    /** The role whose key lies in {@code keys/deltas-key.pem}. */
    static final String DELTAS = "deltas";

    private final TargetRows rows;
    private final KeyFiles keys;
    private final Signers signers;

    NextTargets(TargetRows rows, KeyFiles keys, Signers signers) {
        this.rows = rows;
        this.keys = keys;
        this.signers = signers;
    }

    Targets compose(long version, Instant now) {
        var models = rows.models();
        var head = new Head(version, Life.of(Metadata.TARGETS).endFrom(now));
        return new Targets(head, files(models), delegations(models), JsonObject.EMPTY);
    }

    private static Map<String, TargetFile> files(List<SignedModel> models) {
        return models.stream().collect(Collectors.toMap(ModelTarget::path, ModelTarget::target));
    }

    private Delegations delegations(List<SignedModel> models) {
        var names = models.stream().map(SignedModel::model).distinct().toList();
        return delegations(names, goalKey(), deltasKey());
    }

    private static Delegations delegations(List<ModelName> models, Key goals, Key deltas) {
        var roles = new ArrayList<Delegation>();
        roles.add(GoalKeys.delegation(new RoleKeys(List.of(goals), 1)));
        models.forEach(model -> roles.add(DeltaTarget.delegation(model, new RoleKeys(List.of(deltas), 1))));
        var used = models.isEmpty() ? Stream.of(goals) : Stream.of(goals, deltas);
        return new Delegations(
                used.distinct().collect(Collectors.toMap(Key::id, Function.identity())), roles, JsonObject.EMPTY);
    }

    private Key goalKey() {
        return Key.of(signers.nextGoalKey());
    }

    private Key deltasKey() {
        return Key.of((keys.hasNext(DELTAS) ? keys.nextOf(DELTAS) : keys.of(DELTAS)).publicHalf());
    }
}
