package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.Allowance.Hours;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.goal.Shadow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rollout says about bytes and probation reaches the devices' goals. */
final class TermsTest {

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void aFleetOnVersionOne() {
        house.enrol(3);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    @Test
    void reachTheDevices() {
        house.started(request("""
                "delivery": {"transport": "HTTPS", "fallbackMaxBytes": 0, "bytesPerDay": 5000000, "bytesPerSecond": 20000,
                  "hours": {"from": "22:00:00", "until": "04:30:00"}, "activateAt": "2027-01-01T03:00:00Z",
                  "siteCache": "http://cache.site:8080/models"},
                "probation": {"window": "PT1M", "maxLatencyRatio": 1.5, "maxSameAnswerShare": 0.9, "minAccuracy": 0.8,
                  "shadow": {"share": 0.2}}"""));
        house.tick();

        var aim = house.aim(house.aimedAt("2").getFirst());
        assertThat(aim.delivery())
                .isEqualTo(new DeliveryPolicy(
                        Transport.HTTPS,
                        0,
                        new Allowance(5_000_000L, 20_000L, new Hours(LocalTime.of(22, 0), LocalTime.of(4, 30))),
                        Instant.parse("2027-01-01T03:00:00Z"),
                        "http://cache.site:8080/models"));
        assertThat(aim.probation().latencyRatio()).isEqualTo(1.5);
        assertThat(aim.probation().minAccuracy()).isEqualTo(0.8);
        assertThat(aim.probation().shadow()).isEqualTo(new Shadow(0.2, 0.1, 100, Duration.ofHours(1), 0.9));
    }

    @Test
    void doNotHoldUpTheWayBack() {
        var id = house.started(request("\"delivery\": {\"activateAt\": \"2027-01-01T03:00:00Z\"}"));
        house.tick();
        house.rollouts.rollback(id, RolloutHouse.BECAUSE);
        house.tick();

        assertThat(house.aimedAt("1")).hasSize(3);
        assertThat(house.aim(house.aimedAt("1").getFirst()).delivery()).isEqualTo(DeliveryPolicy.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"delivery\": {\"bytesPerDay\": 0}",
                "\"delivery\": {\"fallbackMaxBytes\": -1}",
                "\"delivery\": {\"hours\": {\"from\": \"22:00:00\"}}",
                "\"delivery\": {\"siteCache\": \"ftp://cache\"}",
                "\"delivery\": {\"siteCache\": \"http://user:word@cache\"}",
                "\"delivery\": {\"siteCache\": \"not an address\"}",
                "\"probation\": {\"maxLatencyRatio\": 0.5}",
                "\"probation\": {\"minAccuracy\": 1.5}",
                "\"probation\": {\"shadow\": {\"share\": 0}}",
                "\"probation\": {\"shadow\": {\"minCompared\": 0}}"
            })
    void areRefusedInWordsWhenTheyMakeNoSense(String terms) {
        assertThatThrownBy(() -> house.rollouts.create(request(terms)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.getMessage()).matches("(delivery|probation).*"));
    }

    private static Rollouts.NewRollout request(String terms) {
        var json = """
                {"model": "meter-reader", "version": "2", "stages": [{"percent": 50}, {"percent": 100}],
                 "gate": {"maxAccuracyDrop": 0.05}, %s}""".formatted(terms);
        return ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), RolloutRequest.class)
                .rollout();
    }
}
