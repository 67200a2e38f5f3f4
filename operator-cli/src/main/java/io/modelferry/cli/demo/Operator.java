package io.modelferry.cli.demo;

import static io.modelferry.cli.server.ControlPlaneClient.as;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.verb.VersionReadiness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the story asks of the control plane: the same requests that {@code ferry publish}, {@code device} and {@code rollout} send. */
final class Operator implements AutoCloseable {

    static final String MODEL = "meter-reader";

    private final ControlPlaneClient server;
    private final DemoSettings settings;

    Operator(ControlPlaneClient server, DemoSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    String uploadAcceptanceSet(Path npz) throws IOException {
        return server.put("/acceptance-sets", npz, sent -> {})
                .view()
                .path("digest")
                .asString();
    }

    void publish(String version, Path onnx, String acceptanceDigest, String notes) throws IOException {
        var query = "?acceptance=" + acceptanceDigest + "&notes=" + ControlPlaneClient.encode(notes);
        server.put(versionPath(version) + query, onnx, sent -> {});
    }

    VersionReadiness awaitReadiness(String version) {
        return VersionReadiness.await(server, versionPath(version), DemoSettings.PATIENCE, page -> {});
    }

    /** Digests of every variant of a version. */
    Set<String> digests(String version) {
        var digests = new HashSet<String>();
        for (var tree : server.all(versionPath(version) + "/variants")) {
            var digest = as(tree, Seen.Variant.class).digest();
            if (digest != null) {
                digests.add(digest);
            }
        }
        return digests;
    }

    /** Of the file that a class of devices gets. */
    String digest(String version, String deviceClass) {
        var page = server.get(versionPath(version) + "/variants");
        var given = given(page, deviceClass);
        return page.path("items")
                .valueStream()
                .map(tree -> as(tree, Seen.Variant.class))
                .filter(variant -> variant.variant().equals(given))
                .flatMap(variant -> Optional.ofNullable(variant.digest()).stream())
                .findFirst()
                .orElseThrow();
    }

    /** Which class of devices gets what, in words. */
    String variants(String version, Set<String> deviceClasses) {
        var page = server.get(versionPath(version) + "/variants");
        return deviceClasses.stream()
                .map(name -> "class " + name + " runs " + given(page, name))
                .collect(Collectors.joining(", "));
    }

    /** The server says last what every class gets that its settings do not name. */
    private static String given(JsonNode page, String deviceClass) {
        var choices = page.path("classes").valueStream().toList();
        return choices.stream()
                .filter(choice -> choice.path("deviceClass").asString("").equals(deviceClass))
                .findFirst()
                .orElseGet(choices::getLast)
                .path("variant")
                .asString("");
    }

    String enrolmentToken(String idPattern, String deviceClass, String site, boolean lab, int uses) {
        var token = server.post(
                "/enrolment-tokens",
                Map.of(
                        "idPattern",
                        idPattern,
                        "deviceClass",
                        deviceClass,
                        "site",
                        site,
                        "lab",
                        lab,
                        "maxUses",
                        uses,
                        "ttl",
                        "PT1H"));
        return token.path("joinString").asString();
    }

    List<Seen.Device> devices() {
        return server.all("/devices?limit=200").stream()
                .map(tree -> as(tree, Seen.Device.class))
                .toList();
    }

    /** The model's first rollout: there is no version to be compared with, so no gate on accuracy. */
    String createFirstRollout(String version) {
        return create(version, List.of(stage(100, Duration.ZERO)), Map.of());
    }

    /** @param stages shares in percent; 0 is the lab */
    String createRollout(String version, List<Integer> stages) {
        var gate = Map.of(
                "maxAccuracyDrop", DemoSettings.MAX_ACCURACY_DROP,
                "minSamples", DemoSettings.MIN_SAMPLES,
                "deadline", DemoSettings.PATIENCE.toString());
        var described = new ArrayList<Map<String, ?>>();
        stages.forEach(percent -> described.add(stage(percent, settings.soak())));
        return create(version, described, Map.of("gate", gate));
    }

    void start(String rollout) {
        server.post("/rollouts/" + rollout + "/start", Map.of("reason", "the demo's operator starts it"));
    }

    Seen.Rollout rollout(String id) {
        return as(server.get("/rollouts/" + id), Seen.Rollout.class);
    }

    List<Seen.Evidence> evidence(String rollout) {
        return server.all("/rollouts/" + rollout + "/evidence").stream()
                .map(tree -> as(tree, Seen.Evidence.class))
                .toList();
    }

    /** Half of the fleet gets {@code treatment}, as long as it takes to know. Nobody takes the verdict from the field but the engine. */
    String startExperiment(String control, String treatment) {
        var body = Map.of(
                "model",
                MODEL,
                "arms",
                List.of(
                        Map.of("name", "v" + control, "version", control),
                        Map.of("name", "v" + treatment, "version", treatment)),
                "guardrails",
                List.of(Map.of("metric", "error-rate", "margin", 0.05)),
                "minDuration",
                settings.soak().toString(),
                "maxDuration",
                "PT5M");
        var id = server.post("/experiments", body).path("id").asString();
        server.post("/experiments/" + id + "/start", Map.of("reason", "the demo's operator asks the field"));
        return id;
    }

    Seen.Experiment experiment(String id) {
        return as(server.get("/experiments/" + id).path("experiment"), Seen.Experiment.class);
    }

    void stopExperiment(String id, String reason) {
        server.post("/experiments/" + id + "/stop", Map.of("reason", reason));
    }

    @Override
    public void close() {
        server.close();
    }

    private String create(String version, List<Map<String, ?>> stages, Map<String, ?> gate) {
        var window = settings.window();
        var probation = Map.of(
                "window",
                window.toString(),
                "minInferences",
                5,
                "patience",
                window.multipliedBy(20).toString(),
                "maxErrorShare",
                0.05);
        var body = new java.util.HashMap<String, Object>(gate);
        body.putAll(Map.of("model", MODEL, "version", version, "stages", stages, "probation", probation));
        return server.post("/rollouts", body).path("id").asString();
    }

    private static Map<String, ?> stage(int percent, Duration soak) {
        return percent == 0
                ? Map.of("name", "lab", "lab", true, "soak", soak.toString())
                : Map.of("name", percent + " %", "percent", percent, "soak", soak.toString());
    }

    private static String versionPath(String version) {
        return "/models/" + MODEL + "/versions/" + version;
    }
}
