package io.modelferry.control.telemetry;

import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.telemetry.Window;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Field data over real HTTP: two versions, of which one runs in the north and one in the south, and all that is refused. */
final class TelemetryRoutesTest {

    private static final ModelName MODEL = new ModelName("field-routes");
    private static final Instant START =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(10));
    private static final String RANGE = "&from=" + START + "&to=" + START.plusSeconds(120) + "&step=PT1M";
    private static final String ASK = "/telemetry/query?model=field-routes" + RANGE;

    private static RunningHouse house;

    @BeforeAll
    static void twoVersionsInTheField() throws IOException {
        house = RunningHouse.shared();
        publish(1);
        publish(2);
        await().atMost(Duration.ofMinutes(2)).until(() -> files().size() == 2);
        var north = told("routes-north", new Place("north", "standard"), 1, START, 90);
        var south = told("routes-south", new Place("south", "constrained"), 2, START.plusSeconds(60), 80);
        house.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            house.bean(Days.class).require(Days.of(START));
            house.bean(Days.class).require(Days.of(START.plusSeconds(60)));
            house.bean(WindowWriter.class).write(List.of(north, south));
        });
    }

    @Test
    void drawsALineForEachVersion() {
        var reply = good("/telemetry/series?model=field-routes&metric=accuracy" + RANGE);

        assertThat(reply.path("series").findValuesAsString("version")).containsExactly("1", "2");
        assertThat(point(reply, 0)).isEqualTo(START + " 0.9");
        assertThat(point(reply, 1)).isEqualTo(START.plusSeconds(60) + " 0.8");
        assertThat(reply.path("step").asString()).isEqualTo("PT1M");
    }

    @ParameterizedTest
    @CsvSource({
        "'',1 2",
        "&group-by=site,north south",
        "&group-by=device-class,constrained standard",
        "&group-by=site&site=south,south",
        "&group-by=site&class=standard,north",
        "&group-by=site&version=2,south",
        "&site=,''",
        "&site=nowhere,''"
    })
    void groupsAndFilters(String more, String keys) {
        var reply = good(ASK + "&metric=inferences" + more);

        assertThat(String.join(" ", reply.path("series").findValuesAsString("key")))
                .isEqualTo(keys);
    }

    @ParameterizedTest
    @CsvSource({"latency-p50,250", "latency-p95,900", "latency-p99,900"})
    void readsQuantilesFromTheSketches(String metric, double micros) {
        var reply = good(ASK + "&metric=" + metric);

        var value = reply.path("series").path(0).path("points").path(0).path("value");
        assertThat(value.asDouble()).isCloseTo(micros, within(0.02 * micros));
    }

    @Test
    void sumsTheWholeModel() {
        var totals = good("/telemetry/totals?model=field-routes&since=" + START);

        assertThat(totals.path("devices").asInt()).isEqualTo(2);
        assertThat(totals.path("inferences").asLong()).isEqualTo(2000);
        assertThat(totals.path("correct").asLong()).isEqualTo(170);
    }

    @Test
    void answersRowsToWhoAsksForThem() {
        var expected =
                "\"at\",\"site\",\"accuracy\",\"labelled\"\r\n\"%s\",\"north\",0.9,100\r\n\"%s\",\"south\",0.8,100\r\n"
                        .formatted(START, START.plusSeconds(60));
        var ask = ASK + "&group-by=site&metric=accuracy,labelled";

        for (var answer : List.of(get(ask, "text/csv"), get(ask + "&format=csv", "text/html,*/*;q=0.8"))) {
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
            assertThat(answer.body()).isEqualTo(expected);
        }
    }

    @Test
    void answersARefusalAsAProblemAlsoToWhoAsksForRows() {
        var answer = get(ASK + "&metric=accuracy,wrong", "text/csv");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(RunningHouse.json(answer).path("field").asString()).isEqualTo("metric");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/query?metric=accuracy,400 missing-parameter,model",
        "/query?model=field-routes,400 missing-parameter,metric",
        "/query?model=Bad Name&metric=accuracy,422 bad-name,model",
        "/query?model=nobody&metric=accuracy,404 model-not-found,model",
        "/query?model=field-routes&metric=accuracy&version=A.B,422 bad-name,version",
        "/query?model=field-routes&metric=accuracy&version=9,404 version-not-found,version",
        "/query?model=field-routes&metric=speed,422 unknown-metric,metric",
        "'/query?model=field-routes&metric=accuracy,drift',422 unknown-metric,metric",
        "/query?model=field-routes&metric=accuracy&group-by=colour,422 unknown-group,group-by",
        "/query?model=field-routes&metric=accuracy&site==1+1,422 bad-name,site",
        "/query?model=field-routes&metric=accuracy&class=BIG,422 bad-name,class",
        "/query?model=field-routes&metric=accuracy&format=xml,422 unknown-format,format",
        "/query?model=field-routes&metric=accuracy&from=yesterday,400 malformed,from",
        "/query?model=field-routes&metric=accuracy&to=later,400 malformed,to",
        "/query?model=field-routes&metric=accuracy&step=often,400 malformed,step",
        "/query?model=field-routes&metric=accuracy&step=PT0S,422 bad-range,step",
        "/query?model=field-routes&metric=accuracy&step=-PT1M,422 bad-range,step",
        "/query?model=field-routes&metric=accuracy&step=PT0.0001S,422 bad-range,step",
        "/query?model=field-routes&metric=accuracy&step=P999999D,422 bad-range,step",
        "/query?model=field-routes&metric=accuracy&step=PT0.1S,422 bad-range,step",
        "/query?model=field-routes&metric=accuracy&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z,422 bad-range,from",
        "/query?model=field-routes&metric=accuracy&from=%2B999999999-01-01T00:00:00Z,422 bad-range,from",
        "/query?model=field-routes&metric=accuracy&to=-999999999-01-01T00:00:00Z,422 bad-range,to",
        "/series?model=field-routes&metric=speed,422 unknown-metric,metric",
        "/series?model=nobody&metric=accuracy,404 model-not-found,model",
        "/series?model=field-routes&metric=accuracy&version=9,404 version-not-found,version",
        "/series?model=field-routes&metric=accuracy&from=yesterday,400 malformed,from",
        "/series?model=field-routes&metric=accuracy&step=PT0S,422 bad-range,step",
        "/totals?model=nobody,404 model-not-found,model",
        "/totals?model=field-routes&since=noon,400 malformed,since",
        "/totals?model=field-routes&since=%2B999999999-01-01T00:00:00Z,422 bad-range,since"
    })
    void refusesNamingTheField(String ask, String code, String field) {
        var answer = house.api("GET", "/telemetry" + ask.replace(" ", "%20"), house.adminToken(), "");

        assertThat(RunningHouse.code(answer)).isEqualTo(code);
        var problem = RunningHouse.json(answer);
        assertThat(problem.path("field").asString("")).isEqualTo(field);
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(problem.path("type").asString()).isEqualTo("urn:modelferry:problem:" + code.substring(4));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static JsonNode good(String path) {
        var answer = house.api("GET", path, house.adminToken(), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningHouse.json(answer);
    }

    private static HttpResponse<String> get(String path, String accept) {
        return RunningHouse.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(house.console("/api/v1" + path))
                        .header("Authorization", "Bearer " + house.adminToken())
                        .header("Accept", accept)
                        .build());
    }

    private static String point(JsonNode reply, int line) {
        var points = reply.path("series").path(line).path("points");
        assertThat(points.size()).isEqualTo(1);
        return points.path(0).path("at").asString() + " "
                + points.path(0).path("value").asDouble();
    }

    private static void publish(int version) throws IOException {
        var file = BodyPublishers.ofByteArray(Files.readAllBytes(demo("meter-reader-" + version + ".onnx")));
        var answer = RunningHouse.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(house.console("/api/v1/models/field-routes/versions/" + version))
                        .header("Authorization", "Bearer " + house.adminToken())
                        .header("Content-Type", "application/octet-stream")
                        .PUT(file)
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** A signed file of each version. */
    private static Map<VersionName, ArtifactDigest> files() {
        return house.bean(SignedFiles.class).of(MODEL).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (one, other) -> one));
    }

    private static Told told(String device, Place place, int version, Instant from, long correct) {
        var pattern =
                TelemetryRoom.window(1, files().get(new VersionName(Integer.toString(version))), from, 100, correct);
        var window = new Window(
                UUID.randomUUID(),
                pattern.seq(),
                MODEL,
                pattern.digest(),
                pattern.from(),
                pattern.to(),
                pattern.inferences(),
                0,
                0,
                0,
                pattern.labelled(),
                pattern.correct(),
                pattern.latency(),
                pattern.classCounts(),
                pattern.confidence());
        return new Told(new DeviceId(device), place, window, from);
    }
}
