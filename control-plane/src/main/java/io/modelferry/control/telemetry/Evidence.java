package io.modelferry.control.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the field says about a set of devices that ran a set of digests. */
public interface Evidence {

    /**
     * Sums the windows of {@code devices} that ran one of {@code digests} and started at {@code since} or later.
     *
     * @param digests empty for any digest of the model
     */
    Sample sample(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since);

    /**
     * The same, one by one: what devices of an experiment's arm contributed. Devices without a window are left out.
     *
     * @param digests empty for none
     */
    List<Unit> units(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since);

    /**
     * What each of {@code digests} showed in its newest acceptance run on each of {@code devices}, whenever that was. Left out: a device that
     * did not prove the file, that proved it without an acceptance set, or whose agent does not tell.
     *
     * @param digests empty for none
     */
    List<AcceptanceRun> acceptance(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices);

    /**
     * One device's share of the evidence.
     *
     * @param site empty if nobody knew it when its windows came
     * @param rejected refused for back-pressure: neither answered nor failed
     * @param latency microseconds, of its newest windows; {@link Latency#above} counts its requests beyond a threshold
     * @param classCounts how often each class was answered; empty for a model that does not classify
     * @param confidence of the answers, in ten equal bins from 0 to 1; empty likewise
     * @param shadow of the same files, before they answered
     */
    @SuppressWarnings("ArrayRecordComponent") // the counts are handed over, nobody compares them
    record Unit(
            DeviceId device,
            String site,
            long inferences,
            long errors,
            long rejected,
            long labelled,
            long correct,
            Latency latency,
            long[] classCounts,
            long[] confidence,
            Shadow shadow) {}

    /**
     * The files in shadow of what answered.
     *
     * @param compared inputs that both answered
     * @param agreed of those, how many got the same answer
     * @param passedOver inputs that the candidate was not shown for want of time
     */
    record Shadow(long compared, long agreed, long passedOver) {

        public static final Shadow NONE = new Shadow(0, 0, 0);
    }

    /**
     * @param labelled cases of the set with a label, {@code correct} of which were right; 0 where it has none
     * @param classCounts answers per class over the whole set; empty for a model that does not classify
     */
    @SuppressWarnings("ArrayRecordComponent") // the counts are handed over, nobody compares them
    record AcceptanceRun(DeviceId device, ArtifactDigest digest, int labelled, int correct, long[] classCounts) {}

    /**
     * @param latencyP50Micros 0 without inferences
     */
    record Sample(
            int devices,
            long inferences,
            long errors,
            long labelled,
            long correct,
            long latencyP50Micros,
            long latencyP95Micros) {

        /** Share of labelled inferences that were right; NaN without labels. */
        public double accuracy() {
            return labelled == 0 ? Double.NaN : (double) correct / labelled;
        }
    }
}
