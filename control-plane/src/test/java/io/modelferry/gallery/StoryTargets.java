package io.modelferry.gallery;

import io.modelferry.control.fleet.DeviceProfiles;
import io.modelferry.control.fleet.DeviceSearch;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.fleet.Hold;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.DeviceId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Knows two filters: {@code lab==true}, and one that cannot stand. The second lab camera is pinned, with a hostile reason. */
@Component
public class StoryTargets implements TargetFilter, DeviceSearch, DeviceProfiles {

    private static final String LAB = "lab==true";

    private final Story story;
    private final StoryDevices devices;

    StoryTargets(Story story, StoryDevices devices) {
        this.story = story;
        this.devices = devices;
    }

    @Override
    public SqlCondition compile(String filter) {
        if (!filter.isBlank() && !filter.equals(LAB)) {
            throw Refusal.invalid(
                    "bad-filter", "At position 3: there is no such field.", Map.of("field", filter, "position", 3));
        }
        return new SqlCondition(filter, Map.of());
    }

    @Override
    public long count(String filter) {
        return count(compile(filter), "");
    }

    @Override
    public List<DeviceView> page(SqlCondition condition, @Nullable DeviceId afterId, int limit, String text) {
        return devices.page(afterId, Integer.MAX_VALUE, text).stream()
                .filter(device -> !condition.sql().equals(LAB) || device.lab())
                .limit(limit)
                .toList();
    }

    @Override
    public long count(SqlCondition condition, String text) {
        return page(condition, null, Integer.MAX_VALUE, text).size();
    }

    @Override
    public long countUpTo(long most, SqlCondition condition, String text) {
        return Math.min(most, count(condition, text));
    }

    @Override
    public Map<DeviceId, DeviceProfile> of(Collection<DeviceId> ids) {
        var profiles = new HashMap<DeviceId, DeviceProfile>();
        for (var id : ids) {
            profiles.put(id, id.value().startsWith("cam-") ? camera(id) : DeviceProfile.EMPTY);
        }
        return profiles;
    }

    private DeviceProfile camera(DeviceId id) {
        var hold = new Hold(Story.HOSTILE, "ada", story.ago(Duration.ofHours(5)));
        JsonNode cores = JsonNodeFactory.instance.numberNode(4);
        JsonNode os = JsonNodeFactory.instance.stringNode("Linux");
        return new DeviceProfile(
                "Europe/Berlin",
                "MON-FRI 22:00-04:00",
                "20:00-06:00",
                List.of("bench", "canary"),
                Map.of("rack", "7", "owner", Story.HOSTILE),
                Map.of("cores", cores, "os", os),
                id.value().equals("cam-03") ? Map.of(Story.METER, hold) : Map.of(),
                id.value().equals("cam-03") ? hold : null);
    }
}
