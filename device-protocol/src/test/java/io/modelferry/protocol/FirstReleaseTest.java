package io.modelferry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.Allowance.Hours;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.report.UpdateState;
import io.modelferry.protocol.telemetry.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The messages of the first release, kept as it wrote them: this one reads them, and what it writes that one can read. */
class FirstReleaseTest {

    private static final JsonMapper PLAIN = new JsonMapper();

    @ParameterizedTest
    @ValueSource(classes = {DesiredState.class, UpdateEvent.class, Reported.class, Window.class})
    void isReadAndWrittenWithEveryFieldOfThen(Class<?> type) throws IOException {
        var then = bytes(type);

        var now = ProtocolJson.write(ProtocolJson.read(then, type));

        assertContains(PLAIN.readTree(now), PLAIN.readTree(then), type.getSimpleName());
    }

    @Test
    void commandsAreReadAndWrittenAsThen() throws IOException {
        var then = bytes(Command.class);

        var now = ProtocolJson.write(ProtocolJson.read(then, Command.class));

        assertThat(PLAIN.readTree(now)).isEqualTo(PLAIN.readTree(then));
    }

    /**
     * A server of the first release refuses an event whose state or code it does not know, and then never acknowledges. One code came
     * later: it passes, and what passes is told in words only.
     */
    @Test
    void hasNoStatesAndNoFailureCodesThatTheFirstReleaseDoesNotKnow() {
        assertThat(UpdateState.values()).hasSize(9);
        assertThat(FailureCode.values()).hasSize(26);
        assertThat(FailureCode.METADATA_REFUSED.remedy()).isEqualTo(FailureCode.Remedy.RETRY);
    }

    @Test
    void limitsThatAGoalOfThenDoesNotSayAreTheDevices() throws IOException {
        var model = ProtocolJson.read(bytes(DesiredState.class), DesiredState.class)
                .models()
                .getFirst();

        assertThat(model.delivery()).isEqualTo(DeliveryPolicy.DEFAULT);
        assertThat(model.probation()).isEqualTo(Probation.DEFAULT);
        assertThat(model.probation().latencyRatio()).isEqualTo(5);
        assertThat(model.hops()).isNull();
        assertThat(model.isPaused()).isFalse();
    }

    @Test
    void whatIsNewComesBackAsItWasWritten() throws IOException {
        var then = ProtocolJson.read(bytes(DesiredState.class), DesiredState.class);
        var old = then.models().getFirst();
        var hours = new Hours(LocalTime.of(22, 0), LocalTime.of(4, 30));
        var now = new DesiredModel(
                old.model(),
                old.version(),
                old.variant(),
                old.digest(),
                old.lengthBytes(),
                old.deltas(),
                old.keep(),
                new DeliveryPolicy(
                        Transport.HTTPS,
                        0,
                        new Allowance(1L << 30, 64L << 10, hours),
                        Instant.parse("2026-11-02T00:00:00Z"),
                        "http://cache.site:8080"),
                new Probation(
                        Duration.ofMinutes(1),
                        5,
                        Duration.ofHours(1),
                        0.1,
                        2.0,
                        0.9,
                        0.8,
                        new Shadow(0.1, 0.2, 50, Duration.ofHours(2), 0.95)),
                old.rollout(),
                old.retry(),
                List.of(new DeltaHop(old.digest(), old.digest(), 3, old.digest(), 2)),
                true);
        var goal = new DesiredState(
                then.device(),
                then.generation(),
                then.issuedAt(),
                then.notAfter(),
                then.targetsVersion(),
                List.of(now));

        assertThat(ProtocolJson.read(ProtocolJson.write(goal), DesiredState.class))
                .isEqualTo(goal);
    }

    @Test
    void anEventOfThenTellsNothingOfItsAcceptanceRun() throws IOException {
        assertThat(ProtocolJson.read(bytes(UpdateEvent.class), UpdateEvent.class)
                        .acceptance())
                .isNull();
    }

    @Test
    void anAcceptanceRunComesBackAsItWasWritten() throws IOException {
        var then = ProtocolJson.read(bytes(UpdateEvent.class), UpdateEvent.class);
        var now = new UpdateEvent(
                then.boot(),
                then.seq(),
                then.at(),
                then.generation(),
                then.model(),
                then.digest(),
                UpdateState.PROBED,
                null,
                then.detail(),
                then.transfer(),
                null,
                null,
                new AcceptanceResult(4, 4, 3, List.of(1L, 3L)),
                null);

        assertThat(ProtocolJson.read(ProtocolJson.write(now), UpdateEvent.class))
                .isEqualTo(now);
    }

    @Test
    void anEventOfThenTellsOfNoWaitForMetadata() throws IOException {
        assertThat(ProtocolJson.read(bytes(UpdateEvent.class), UpdateEvent.class)
                        .metadataWait())
                .isNull();
    }

    /** Bytes by hand: what a server reads of an agent that waits, and that the words are those of the first build that knew them. */
    @ParameterizedTest
    @ValueSource(strings = {"NOT_SERVED", "REFUSED", "UNREACHABLE", "NOT_KEPT"})
    void aWaitForMetadataIsReadByItsWord(String word) {
        var event = ProtocolJson.read(
                """
                {"boot":"00000000-0000-0000-0000-000000000001","seq":1,"at":"2026-01-01T00:00:00Z","generation":7,
                 "model":"meter-reader","digest":"%s","state":"ASSIGNED","failure":null,"detail":"targets 3, not 4",
                 "transfer":{"deltaBytes":0,"fullBytes":0,"fallback":false},"metadataWait":"%s"}""".formatted("a".repeat(64), word).getBytes(StandardCharsets.UTF_8), UpdateEvent.class);

        assertThat(event.metadataWait()).isEqualTo(MetadataWait.valueOf(word));
        assertThat(ProtocolJson.read(ProtocolJson.write(event), UpdateEvent.class))
                .isEqualTo(event);
        assertThat(MetadataWait.values()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cases\":4,\"labelled\":4,\"correct\":5,\"classCounts\":[]}",
                "{\"cases\":4,\"labelled\":5,\"correct\":4,\"classCounts\":[]}",
                "{\"cases\":4,\"labelled\":4,\"correct\":-1,\"classCounts\":[]}",
                "{\"cases\":4,\"labelled\":4,\"correct\":4,\"classCounts\":[-1]}",
                "{\"cases\":4,\"labelled\":4,\"classCounts\":[]}"
            })
    void refusesAnAcceptanceRunThatCannotBe(String json) {
        assertThatThrownBy(() -> ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), AcceptanceResult.class))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void hoursMayGoOverMidnight() {
        var night = new Hours(LocalTime.of(22, 0), LocalTime.of(4, 30));
        var day = new Hours(LocalTime.of(8, 0), LocalTime.of(18, 0));

        assertThat(night.contain(LocalTime.of(23, 0))).isTrue();
        assertThat(night.contain(LocalTime.of(4, 29))).isTrue();
        assertThat(night.contain(LocalTime.of(4, 30))).isFalse();
        assertThat(day.contain(LocalTime.of(8, 0))).isTrue();
        assertThat(day.contain(LocalTime.of(18, 0))).isFalse();
    }

    private static void assertContains(JsonNode now, JsonNode then, String where) {
        if (then.isObject()) {
            assertThat(new TreeSet<>(now.propertyNames())).as(where).containsAll(then.propertyNames());
            then.properties()
                    .forEach(field ->
                            assertContains(now.get(field.getKey()), field.getValue(), where + "." + field.getKey()));
        } else if (then.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(then.size());
            for (var i = 0; i < then.size(); i++) {
                assertContains(now.get(i), then.get(i), where + "[" + i + "]");
            }
        } else {
            assertThat(now).as(where).isEqualTo(then);
        }
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        var name = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
        try (var in = FirstReleaseTest.class.getResourceAsStream("/v1/" + name + ".json")) {
            return in.readAllBytes();
        }
    }
}
