package io.modelferry.control.trust;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.util.List;

/** The model files that may run on devices: targets of the fleet's TUF repository. */
public interface SignedModels {

    /** Whether devices can believe a file already. */
    enum Standing {
        SIGNED,
        /** The targets key is with people: {@code ferry sign --pending}. */
        AWAITING_SIGNATURE
    }

    /**
     * Adds a model file, in the caller's transaction. Where the targets key lies here, the next targets, snapshot and timestamp are
     * signed in it too. The same file again changes nothing.
     *
     * @throws IllegalStateException if other bytes stand under the same name
     */
    Standing add(SignedModel model);

    /**
     * Takes every file of a version out, and the deltas that make them, in the caller's transaction. Where the targets key is with people,
     * they leave the targets at the next signature. Without such a file nothing changes.
     */
    void remove(ModelName model, VersionName version);

    /**
     * No release of the model below {@code counter} is believed any more, once the files of its newest release say so: they are signed anew,
     * in the caller's transaction, or wait for it. Where some release says as much already, nothing changes; a floor never falls, also not
     * when the version that carried it is removed.
     */
    Standing raiseFloor(ModelName model, long counter);

    /** The release counter below which devices refuse the model's files, by the current targets; 0 is none. */
    long floor(ModelName model);

    /** The {@code version} of the current targets; 0 before the first. */
    long version();

    /** The model's files, signed or waiting for it, in the order of their coming. */
    List<SignedModel> of(ModelName model);
}
