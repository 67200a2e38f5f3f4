package io.modelferry.control.targeting;

import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a version would do to the fleet now.
 *
 * @param enrolled devices in the fleet
 * @param matching devices that the filter selects
 * @param moving devices that would get another file
 * @param devices some of those that move, by id
 * @param next pass it as {@code after} for more; null at the end
 * @param windows of those that move, how many wait for their maintenance window
 * @param others how many devices would not move, by the reason that came first; a reason without devices is left out
 */
public record Explanation(
        long enrolled,
        long matching,
        long moving,
        List<DeviceId> devices,
        @Nullable String next,
        Windows windows,
        Map<Reason, Long> others) {

    /**
     * The windows of sites and devices, whatever a rollout's own window adds.
     *
     * @param closed devices whose window opens later
     * @param opensAt when the first of these opens; null if none waits
     * @param never devices whose own window and their site's are never open together: no rollout moves them
     */
    public record Windows(long closed, @Nullable Instant opensAt, long never) {}

    public Explanation {
        devices = List.copyOf(devices);
        others = Collections.unmodifiableMap(new EnumMap<>(others));
    }
}
