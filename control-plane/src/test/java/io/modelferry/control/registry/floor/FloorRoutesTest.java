package io.modelferry.control.registry.floor;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Floors as programs ask for them, in the whole application. */
@Timeout(240)
final class FloorRoutesTest {

    private static final String MODEL = "floored";

    private final RunningHouse house = RunningHouse.shared();

    @Test
    void aFloorIsRaisedByAnAdminSignedAndShownWithItsModelAndItsVersions() throws IOException {
        publish(MODEL, "1", "", house.adminToken());
        assertThat(code(house.api(
                        "POST", "/models/" + MODEL + "/floor", house.adminToken(), "{\"reason\":\"a hole\"}")))
                .isEqualTo("422 missing-field");
        assertThat(code(raise("9"))).isEqualTo("404 version-not-found");
        assertThat(code(house.api("GET", "/models/nobody/floor", house.adminToken(), "")))
                .isEqualTo("404 model-not-found");
        offered("1");

        var raised = raise("1");

        assertThat(raised.statusCode()).isEqualTo(200);
        assertThat(json(raised).path("version").asString()).isEqualTo("1");
        assertThat(json(raised).path("signed").asBoolean()).isTrue();
        assertThat(json(raised).path("raises").get(0).path("reason").asString()).isEqualTo("a hole");
        var model = json(house.api("GET", "/models/" + MODEL, house.adminToken(), ""));
        assertThat(model.path("floor").path("counter").asLong()).isEqualTo(1);
        assertThat(model.path("items").get(0).path("belowFloor").asBoolean()).isFalse();
    }

    @Test
    void whoeverMayOnlyPublishBringsNoFloor() throws IOException {
        var ci = house.api(
                "POST",
                "/api-tokens",
                house.adminToken(),
                "{\"name\":\"ci-floor\",\"roles\":[\"PUBLISHER\"],\"ttl\":\"PT1H\"}");
        var publisher = json(ci).path("token").asString();

        assertThat(code(publish("unfloored", "1", "?floor=1", publisher))).isEqualTo("403 floor-needs-admin");
        assertThat(house.api("GET", "/models/unfloored/versions/1", publisher, "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(publish("unfloored", "1", "?floor=1", house.adminToken()))
                        .path("floor")
                        .asString())
                .isEqualTo("1");
    }

    private HttpResponse<String> raise(String version) {
        return house.api(
                "POST",
                "/models/" + MODEL + "/floor",
                house.adminToken(),
                "{\"version\":\"%s\",\"reason\":\"a hole\"}".formatted(version));
    }

    private HttpResponse<String> publish(String model, String version, String query, String token) throws IOException {
        var request = HttpRequest.newBuilder(
                        house.console("/api/v1/models/%s/versions/%s%s".formatted(model, version, query)))
                .header("Authorization", "Bearer " + token)
                .PUT(BodyPublishers.ofFile(CatalogRooms.demo("meter-reader-1.onnx")));
        return RunningHouse.send(HttpClient.newHttpClient(), request.build());
    }

    private void offered(String version) {
        CatalogRooms.await()
                .until(() -> house.bean(Variants.class).of(new ModelName(MODEL), new VersionName(version)).stream()
                        .anyMatch(variant -> variant.status().equals("OFFERED")));
    }
}
