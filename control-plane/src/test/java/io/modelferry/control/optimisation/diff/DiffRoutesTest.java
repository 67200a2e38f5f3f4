package io.modelferry.control.optimisation.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Publishing and comparing as a client sees it, at the running control plane. */
final class DiffRoutesTest {

    private static final RunningHouse HOUSE = RunningHouse.shared();

    private static HttpResponse<String> first;
    private static HttpResponse<String> second;

    @BeforeAll
    static void publish() throws IOException {
        var model = ModelProto.parseFrom(Files.readAllBytes(CatalogRooms.demo("meter-reader-1.onnx"))).toBuilder();
        first = put("1", model.build());
        model.getGraphBuilder().getInputBuilder(0).setName("pixels");
        second = put("2", model.build());
    }

    @Test
    void publishingAnswersWithTheVersionAndWhatBreaksCallers() {
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(RunningHouse.json(first).path("version").asString()).isEqualTo("1");
        assertThat(RunningHouse.json(first).path("warnings")).isEmpty();
        assertThat(RunningHouse.json(second).path("opset").asInt()).isPositive();
        assertThat(RunningHouse.json(second).path("warnings").get(0).asString())
                .isEqualTo("no drop-in replacement for version 1: input 'image' is called 'pixels' now");
    }

    @Test
    void theDifferenceIsOneObject() {
        var diff = RunningHouse.json(get("/models/faces/versions/1/diff?to=2"));

        assertThat(diff.path("from").path("version").asString()).isEqualTo("1");
        assertThat(diff.path("breaking").get(0).asString()).isEqualTo("input 'image' is called 'pixels' now");
        assertThat(diff.path("inputs").get(0).path("kind").asString()).isEqualTo("RENAMED");
        assertThat(diff.path("structure").path("parameters").path("after").asLong())
                .isEqualTo(272_586);
        assertThat(diff.path("variants")).isNotEmpty();
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThat(RunningHouse.code(get("/models/faces/versions/1/diff"))).isEqualTo("422 bad-version");
        assertThat(RunningHouse.code(get("/models/faces/versions/1/diff?to=3"))).isEqualTo("404 version-not-found");
        assertThat(RunningHouse.code(get("/models/faces/versions/1/profile"))).isEqualTo("404 profile-not-found");
    }

    private static HttpResponse<String> get(String path) {
        return HOUSE.api("GET", path, HOUSE.adminToken(), "");
    }

    private static HttpResponse<String> put(String version, ModelProto model) {
        var request = HttpRequest.newBuilder(HOUSE.console("/api/v1/models/faces/versions/" + version))
                .header("Authorization", "Bearer " + HOUSE.adminToken())
                .PUT(BodyPublishers.ofByteArray(model.toByteArray()));
        return RunningHouse.send(HttpClient.newHttpClient(), request.build());
    }
}
