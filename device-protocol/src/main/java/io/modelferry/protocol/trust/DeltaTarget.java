package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.PathScope;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.TargetFile;
import java.util.List;

/**
 * A delta file as a TUF target of its model's delegated role: {@code deltas/<model>/<base>-<result>-<delta>.mfd}, each the first 16
 * digits of a digest, and the digests whole under {@code custom}. One role for each model, so that another model's delta costs a
 * device nothing. Whoever holds its key can waste bytes and no more: what a delta makes must be a {@link ModelTarget}.
 */
public final class DeltaTarget {

    private static final int DIGITS = 16;

    private DeltaTarget() {}

    /** The role that signs deltas of {@code model}. */
    public static String role(ModelName model) {
        return "deltas." + model;
    }

    /** How targets delegate to {@link #role}. */
    public static Delegation delegation(ModelName model, RoleKeys keys) {
        return new Delegation(role(model), keys, new PathScope.Paths(List.of(folder(model) + "*")), true);
    }

    public static String path(ModelName model, DeltaHop delta) {
        return folder(model) + digits(delta.base()) + "-" + digits(delta.result()) + "-" + digits(delta.delta())
                + ".mfd";
    }

    private static String folder(ModelName model) {
        return "deltas/" + model + "/";
    }

    private static String digits(ArtifactDigest digest) {
        return digest.hex().substring(0, DIGITS);
    }

    public static TargetFile target(DeltaHop delta) {
        var custom = JsonObject.builder()
                .put("base", delta.base().hex())
                .put("result", delta.result().hex())
                .put("resultLength", delta.resultBytes())
                .build();
        return new TargetFile(delta.lengthBytes(), Hashes.of(delta.delta()), custom);
    }

    /**
     * @throws MalformedMessage if a field is missing or of another form
     */
    public static DeltaHop read(TargetFile file) {
        var custom = file.custom();
        if (custom == null) {
            throw new MalformedMessage("a delta target that says nothing of its base and result");
        }
        return new DeltaHop(
                new ArtifactDigest(custom.text("base")),
                new ArtifactDigest(custom.text("result")),
                custom.wholeFrom(0, "resultLength"),
                file.hashes().sha256().orElseThrow(() -> new MalformedMessage("a delta target without a SHA-256")),
                file.length());
    }
}
