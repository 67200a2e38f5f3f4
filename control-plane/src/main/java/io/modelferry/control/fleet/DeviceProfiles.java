package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What operators set on devices, and what devices report of themselves. */
public interface DeviceProfiles {

    /** One query each for profiles, pins and opt-outs, however many devices. A device that is not known has none. */
    Map<DeviceId, DeviceProfile> of(Collection<DeviceId> devices);

    /**
     * @param timeZone IANA name
     * @param window its own maintenance window, see {@link WindowWords}
     * @param siteWindow that of its site
     * @param tags sorted
     * @param attributes operator-owned
     * @param reported device-owned; each value a text, a number or a list of texts
     * @param pins by model
     * @param optOut of all rollouts; null if it takes part
     */
    record DeviceProfile(
            @Nullable String timeZone,
            @Nullable String window,
            @Nullable String siteWindow,
            List<String> tags,
            Map<String, String> attributes,
            Map<String, JsonNode> reported,
            Map<ModelName, Hold> pins,
            @Nullable Hold optOut) {

        public static final DeviceProfile EMPTY =
                new DeviceProfile(null, null, null, List.of(), Map.of(), Map.of(), Map.of(), null);

        /** Which windows must be open together. */
        public DeviceWindows.Place place() {
            return DeviceWindows.Place.of(timeZone, siteWindow, window);
        }
    }
}
