package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which files a target needs: by the classes of the devices that it means, and of no others. */
final class TargetClassesTest {

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void threeClasses() {
        house.catalogue.publish("1");
        house.fleet.enrol("meter-1", "armv7", false);
        house.fleet.enrol("cam-1", "standard", false);
        house.fleet.enrol("robot-1", "x86-64+avx2", false);
    }

    private List<ArtifactDigest> files(String target) {
        return house.bean(TargetClasses.class)
                .files(
                        FakeCatalogue.MODEL,
                        new VersionName("1"),
                        house.bean(TargetFilter.class).compile(target));
    }

    @Test
    void findsAClassBetweenOthers() {
        assertThat(files("")).containsExactly(FakeCatalogue.digest("1"));
        assertThat(files("id==cam-*")).containsExactly(FakeCatalogue.digest("1"));
    }

    @Test
    void leavesOutAClassWhoseDevicesAreNotMeant() {
        assertThat(files("id==meter-1")).isEmpty();
    }

    @Test
    void leavesOutAClassWhoseDevicesAreGone() {
        house.fleet.decommission(new DeviceId("cam-1"));

        assertThat(files("")).isEmpty();
    }
}
