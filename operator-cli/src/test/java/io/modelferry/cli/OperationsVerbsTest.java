package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Webhooks, recalls, history and capsules against a server of our own that answers as the API does. */
final class OperationsVerbsTest extends VerbsAgainstAServer {

    @Test
    void recallsAVersionWithItsReason() {
        server.answers(
                "POST /models/meter-reader/versions/2/recall",
                200,
                "{\"model\":\"meter-reader\",\"version\":\"2\",\"reason\":\"it burns\",\"at\":\"2026-03-01T10:00:00Z\"}");

        assertThat(ferry("recall", "meter-reader", "2", "--reason", "it burns")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"it burns\"}");
        assertThat(typed.out()).contains("recalled meter-reader@2", "it burns");
    }

    @Test
    void aRecallWithoutAReasonOrWithABadNameIsUsage() {
        assertThat(ferry("recall", "meter-reader", "2")).isEqualTo(2);
        assertThat(ferry("recall", "Not A Name", "2", "--reason", "x")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void raisesTheFloorWithItsReasonAndShowsWhetherDevicesKnowIt() {
        var raised =
                "{\"model\":\"meter-reader\",\"version\":\"3\",\"counter\":3,\"signed\":false,\"raises\":[{\"version\":\"3\",\"counter\":3,\"reason\":\"it burns\",\"actor\":\"ada\",\"at\":\"2026-03-01T10:00:00Z\"}]}";
        server.answers("POST /models/meter-reader/floor", 200, raised)
                .answers("GET /models/meter-reader/floor", 200, raised)
                .answers(
                        "GET /models/gauge-finder/floor",
                        200,
                        "{\"model\":\"gauge-finder\",\"version\":null,\"counter\":0,\"signed\":true,\"raises\":[]}");

        assertThat(ferry("model", "floor", "meter-reader", "3", "--reason", "it burns"))
                .isZero();
        assertThat(ControlPlaneClient.parse(server.last().body()))
                .isEqualTo(ControlPlaneClient.parse("{\"version\":\"3\",\"reason\":\"it burns\"}"));
        assertThat(ferry("model", "floor", "meter-reader")).isZero();
        assertThat(server.last().method()).isEqualTo("GET");
        assertThat(typed.out()).contains("floor 3: devices go to no version below it", "ferry sign --pending", "ada");
        assertThat(ferry("model", "floor", "gauge-finder")).isZero();
        assertThat(typed.out()).contains("no floor: devices may go back to every version");
    }

    @Test
    void aFloorWithoutAReasonOrAReasonWithoutAFloorIsUsage() {
        assertThat(ferry("model", "floor", "meter-reader", "3")).isEqualTo(2);
        assertThat(ferry("model", "floor", "meter-reader", "--reason", "x")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void showsAModelWithItsFloorAndItsVersions() {
        server.answers(
                "GET /models/meter-reader",
                200,
                "{\"name\":\"meter-reader\",\"floor\":{\"version\":\"2\",\"counter\":2,\"signed\":true,\"raises\":[]},\"items\":[{\"version\":\"2\",\"lengthBytes\":10}]}");

        assertThat(ferry("model", "show", "meter-reader")).isZero();

        assertThat(typed.out())
                .startsWith("floor 2: devices go to no version below it")
                .contains("VERSION");
    }

    @Test
    void asksWhatAModelRanAtAnInstant() {
        server.answers(
                "GET /models/meter-reader/as-of?at=2026-03-01T10%3A00%3A00Z",
                200,
                "{\"items\":[{\"file\":{\"version\":\"2\",\"variant\":\"fp32\",\"digest\":\"abc\"},\"devices\":41}]}");

        assertThat(ferry("history", "model", "meter-reader", "--at", "2026-03-01T10:00:00Z"))
                .isZero();
        assertThat(typed.out()).contains("fp32", "41");
    }

    @Test
    void listsEveryRunOfAFileOverPages() {
        var path = "GET /history/digests/abc/devices?limit=500";
        server.answers(
                        path,
                        200,
                        "{\"items\":[{\"device\":\"cam-1\",\"runs\":[{\"model\":\"m\",\"since\":\"S\",\"until\":\"U\"}]}],\"next\":\"cam-1\"}")
                .answers(
                        path + "&after=cam-1",
                        200,
                        "{\"items\":[{\"device\":\"cam-2\",\"runs\":[{\"model\":\"m\",\"since\":\"S\",\"until\":null}]}],\"next\":null}");

        assertThat(ferry("history", "digest", "abc")).isZero();
        assertThat(typed.out()).contains("cam-1", "cam-2", "still");
    }

    @Test
    void showsASecretOnceAndTellsWhetherAPingWasTaken() {
        server.answers("POST /webhooks", 201, "{\"webhook\":{\"id\":\"w1\"},\"secret\":\"whsec_abc\"}")
                .answers("POST /webhooks/w1/test", 202, "{\"id\":\"msg_1\",\"state\":\"PENDING\",\"lastError\":\"\"}")
                .answers(
                        "GET /webhooks/deliveries/msg_1",
                        200,
                        "{\"id\":\"msg_1\",\"state\":\"PENDING\",\"lastError\":\"answered 500\"}");

        assertThat(ferry("webhook", "add", "ops", "https://hooks.example/x", "--kind", "rollout.*"))
                .isZero();
        assertThat(typed.out()).contains("w1", "whsec_abc");
        assertThat(server.last().body()).contains("\"kinds\":[\"rollout.*\"]");
        assertThat(ferry("webhook", "test", "w1")).isEqualTo(1);
        assertThat(typed.out()).contains("answered 500");
    }

    @Test
    void savesACapsuleWholeOrNotAtAll() throws IOException {
        server.answers("GET /rollouts/r1/capsule", 200, "zip bytes")
                .answers(
                        "GET /rollouts/r2/capsule", 409, "{\"code\":\"no-incident\",\"detail\":\"Nothing happened.\"}");

        assertThat(ferry("rollout", "capsule", "r1", "--out", "r1.zip")).isZero();
        assertThat(ferry("rollout", "capsule", "r2", "--out", "r2.zip")).isEqualTo(3);

        assertThat(folder.resolve("r1.zip")).hasContent("zip bytes");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("r1.zip"));
        }
        assertThat(typed.err()).contains("(no-incident)");
    }
}
