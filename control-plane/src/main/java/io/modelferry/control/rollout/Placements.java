package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.util.Collection;
import java.util.Map;

/**
 * Lends a model's line to an experiment, which says for each device what it runs. One borrower a model, and no rollout beside it:
 * two hands that move the same devices would spoil both answers. Every call joins the caller's transaction.
 */
public interface Placements {

    /** @throws io.modelferry.control.platform.Refusal 409 if a rollout or another borrower has the line, or there is no line yet */
    void lend(ModelName model, String borrower);

    /** By version and device class, the file that devices of the class would attest; a class without a variant is left out. */
    Map<VersionName, Map<String, ArtifactDigest>> files(ModelName model, Collection<VersionName> versions);

    /** Aims devices at versions; who is aimed so already, and who no variant fits, is left alone. A few hundred devices at most. */
    void place(ModelName model, String borrower, Map<DeviceId, VersionName> wanted);

    /**
     * What the model's line asks of its devices, for the rollout that follows an experiment.
     *
     * @throws io.modelferry.control.platform.Refusal 409 if there is no line yet
     */
    LineTerms terms(ModelName model);

    /**
     * Ends the loan. A device that was aimed elsewhere goes back to the line's version, or stays where it is if asked to. The first
     * devices go back with this; where there are more, the line stays taken until the last was told.
     */
    void giveBack(ModelName model, String borrower, Return devices);

    /** @param delivery without an hour of activation: that was of the rollout that brought the line about */
    record LineTerms(Probation probation, DeliveryPolicy delivery) {}

    /** What becomes of the devices when a loan ends. */
    enum Return {
        /** At once, to what they kept: no byte is sent. */
        TO_THE_LINE,
        /** A rollout comes next and takes them along. */
        STAY
    }
}
