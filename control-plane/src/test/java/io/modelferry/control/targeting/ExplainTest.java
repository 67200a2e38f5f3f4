package io.modelferry.control.targeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.fleet.DeviceWindows;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.targeting.Explanation.Windows;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each device moves, or is counted under the first reason that holds it. */
final class ExplainTest {

    private static final Instant NOON = Instant.parse("2027-01-06T12:00:00Z");

    private final Fleet fleet = new Fleet();
    private final Catalogue catalogue = new Catalogue();

    private Targets targets() {
        var windows = new DeviceWindows(fleet.jdbc());
        return new Targets(fleet.targets(), catalogue, catalogue, windows, fleet.jdbc(), () -> NOON);
    }

    private Explanation explain(String filter, String after) {
        return targets()
                .explain(Catalogue.MODEL, new VersionName("2"), filter, after.isEmpty() ? null : new DeviceId(after));
    }

    @Test
    void everyReasonIsCountedOnce() {
        fleet.device("moves-1").runs("moves-1", Catalogue.digest(1));
        fleet.device("moves-2").with("moves-2", "reported = '{\"opset\": 17, \"memoryMb\": 65}'");
        fleet.device("moves-3")
                .with("moves-3", "reported = '{\"memoryMb\": 0}'"); // an agent that could not see its memory
        fleet.device("small").with("small", "device_class = 'constrained'").runs("small", Catalogue.digest(2));
        fleet.device("elsewhere").with("elsewhere", "site = 'south'");
        fleet.device("stranger").with("stranger", "device_class = 'toaster'");
        fleet.device("old").with("old", "reported = '{\"opset\": 16}'");
        fleet.device("tiny").with("tiny", "reported = '{\"opset\": 17, \"memoryMb\": 64}'");
        fleet.device("current").runs("current", Catalogue.digest(2));
        fleet.device("burnt").runs("burnt", Catalogue.digest(1), Catalogue.digest(2));
        fleet.device("pinned").pin("pinned");
        fleet.device("out").optOut("out").pin("out");
        fleet.device("gone").with("gone", "decommissioned_at = now()");

        var explanation = explain("site==north", "");

        assertThat(explanation.enrolled()).isEqualTo(12);
        assertThat(explanation.matching()).isEqualTo(11);
        assertThat(explanation.moving()).isEqualTo(4);
        assertThat(explanation.devices())
                .extracting(DeviceId::value)
                .containsExactly("moves-1", "moves-2", "moves-3", "small");
        assertThat(explanation.next()).isNull();
        assertThat(explanation.others())
                .isEqualTo(Map.of(
                        Reason.DOES_NOT_MATCH, 1L,
                        Reason.DECOMMISSIONED, 1L,
                        Reason.OPTED_OUT, 1L,
                        Reason.PINNED, 1L,
                        Reason.INCOMPATIBLE_CLASS, 1L,
                        Reason.OPSET, 1L,
                        Reason.MEMORY, 1L,
                        Reason.ALREADY_CURRENT, 1L,
                        Reason.QUARANTINED, 1L));
    }

    @Test
    void whoMovesAndWaitsForAWindowIsCounted() {
        fleet.device("free");
        fleet.device("open").with("open", "maintenance_window = '10:00-14:00'");
        fleet.device("tonight").with("tonight", "maintenance_window = '22:00-04:00'");
        fleet.device("tokyo").with("tokyo", "maintenance_window = '22:00-04:00', time_zone = 'Asia/Tokyo'");
        fleet.device("never").with("never", "maintenance_window = '22:00-04:00', site = 'south'");
        fleet.jdbc()
                .sql("insert into fleet_site values ('south', '08:00-12:00')")
                .update();

        var windows = explain("", "").windows();

        assertThat(windows).isEqualTo(new Windows(2, Instant.parse("2027-01-06T13:00:00Z"), 1));
    }

    @Test
    void listsWhoMovesPageByPage() {
        for (var i = 100; i < 205; i++) {
            fleet.device("cam-" + i);
        }

        var first = explain("", "");
        var second = explain("", String.valueOf(first.next()));

        assertThat(first.devices()).hasSize(100);
        assertThat(first.next()).isEqualTo("cam-199");
        assertThat(second.devices()).hasSize(5);
        assertThat(second.next()).isNull();
        assertThat(second.moving()).isEqualTo(105);
    }

    @Test
    void saysOfOneDeviceWhatHoldsIt() {
        fleet.device("moves");
        fleet.device("pinned").runs("pinned", Catalogue.digest(2)).pin("pinned");
        fleet.device("current").runs("current", Catalogue.digest(2));
        var version = catalogue.find(Catalogue.MODEL, new VersionName("2")).orElseThrow();

        assertThat(targets().hindrance(new DeviceId("moves"), version)).isEmpty();
        assertThat(targets().hindrance(new DeviceId("pinned"), version)).contains(Reason.PINNED);
        assertThat(targets().hindrance(new DeviceId("current"), version)).contains(Reason.ALREADY_CURRENT);
    }

    @Test
    void refusesAVersionThatDoesNotExist() {
        assertThatThrownBy(() -> targets().explain(Catalogue.MODEL, new VersionName("9"), "", null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("meter-reader@9");
    }
}
