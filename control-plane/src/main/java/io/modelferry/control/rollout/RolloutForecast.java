package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan would come to, reckoned from the fleet as it is. Nothing is written.
 *
 * @param devices targeted, those of the hold-out included
 * @param notMoving devices that match and would not move, by reason, see docs/targeting.md
 * @param stages devices by stage
 * @param bytes that all of them would fetch, as a rule
 * @param sites bytes by site, the most first, at most {@value #MOST_SITES}
 * @param bases by what devices run now: how they would get the file
 * @param finish from the start to the last device, if every gate passes at once; null where a stage waits for a person
 * @param conflicts why it could not be created now
 * @param objections gates and stages that could never be told or reached
 * @param warnings what it would not see
 * @param breaking in what the version is no drop-in replacement for the one before it: whoever calls the model has to change with it
 * @param needsApproval a second person must agree
 */
public record RolloutForecast(
        long devices,
        Map<String, Long> notMoving,
        List<StageForecast> stages,
        long bytes,
        List<SiteForecast> sites,
        List<BaseForecast> bases,
        @Nullable Finish finish,
        List<String> conflicts,
        List<String> objections,
        List<String> warnings,
        List<String> breaking,
        boolean needsApproval) {

    static final int MOST_SITES = 100;

    /** @param devices that have the version when the stage is through */
    public record StageForecast(String name, long devices) {}

    public record SiteForecast(String site, long devices, long bytes) {}

    /**
     * @param base null for devices that run nothing of this model
     * @param deltaBytes of the delta from it; null where the whole file is fetched
     */
    public record BaseForecast(
            @Nullable ArtifactDigest base,
            long devices,
            @Nullable Long deltaBytes) {}

    /**
     * Pace and soaks, and how long devices stay away: the quantile of the fleet's devices now, those offline with the gaps that devices of the
     * target had in the last 14 days.
     *
     * @param p50 null if more than half of the devices are offline and none was ever seen coming back
     * @param p90 likewise
     */
    public record Finish(@Nullable Duration p50, @Nullable Duration p90) {}
}
