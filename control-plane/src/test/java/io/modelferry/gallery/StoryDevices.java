package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;

import io.modelferry.control.fleet.Devices;
import io.modelferry.protocol.DeviceId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Three cameras in the lab and sixty meters in two sites, one of them with a hostile site name. */
@Component
public class StoryDevices implements Devices {

    private final Story story;

    StoryDevices(Story story) {
        this.story = story;
    }

    private List<DeviceView> all() {
        return story.empty()
                ? List.of()
                : IntStream.range(0, 63)
                        .mapToObj(this::view)
                        .sorted((a, b) -> a.id().compareTo(b.id()))
                        .toList();
    }

    @Override
    public Optional<DeviceView> find(DeviceId id) {
        return all().stream().filter(device -> device.id().equals(id)).findFirst();
    }

    @Override
    public Set<DeviceId> hold(Collection<DeviceId> ids) {
        return Set.copyOf(ids);
    }

    @Override
    public List<DeviceView> of(Collection<DeviceId> ids) {
        return all().stream().filter(device -> ids.contains(device.id())).toList();
    }

    @Override
    public List<DeviceView> page(@Nullable DeviceId afterId, int limit, String text) {
        return all().stream()
                .filter(device -> afterId == null || device.id().compareTo(afterId) > 0)
                .filter(device -> (device.id() + device.site() + device.deviceClass()).contains(text))
                .limit(limit)
                .toList();
    }

    private DeviceView view(int number) {
        var lab = number < 3;
        var small = number % 4 == 3;
        var variant = small ? "int8-dynamic" : "fp32";
        var version = lab || number % 2 == 0 ? 2 : 1;
        var running = number == 5 ? Story.digest("not ours") : file(version, variant);
        return new DeviceView(
                new DeviceId(lab ? "cam-%02d".formatted(number + 1) : "meter-%03d".formatted(number)),
                number == 7 ? Story.HOSTILE : number % 2 == 0 ? "north-works" : "harbour",
                small ? "constrained" : "standard",
                lab,
                number % 11 != 10,
                story.ago(Duration.ofSeconds(7L * number)),
                story.ago(Duration.ofDays(3)),
                "0.1.0",
                "Linux amd64, 4 cores, 8.0 GB, ONNX Runtime 1.29.0, CPU",
                4,
                number == 8 ? Map.of() : Map.of(METER, running),
                version == 2 ? Map.of(METER, file(1, variant)) : Map.of(),
                number == 2 ? Map.of(METER, List.of(file(3, variant))) : Map.of());
    }
}
