package io.modelferry.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.programs.SystemProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Every variable, port, volume and file that {@code docker-compose.yml} names is one that the code and the documents know. */
final class ComposeFileTest {

    private static final Path ROOT = root();
    private static Map<String, Map<String, Object>> services;
    private static Set<String> volumes;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void read() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
        services = (Map<String, Map<String, Object>>) file.get("services");
        volumes = ((Map<String, Object>) file.get("volumes")).keySet();
    }

    @Test
    void namesOnlyVariablesThatTheConfigurationHas() {
        var known = variables("MODELFERRY", ModelferryConfiguration.class);

        var named = environment("control-plane").keySet().stream()
                .filter(name -> name.startsWith("MODELFERRY_"))
                .toList();

        assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(known).contains(name));
    }

    @Test
    void namesOnlyVariablesThatTheAgentDocuments() throws IOException {
        var document = Files.readString(ROOT.resolve("docs/agent.md"));

        for (var agent : List.of("agent-1", "agent-2")) {
            assertThat(environment(agent).keySet())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(document).contains("`" + option(name) + " "));
        }
    }

    @Test
    void publishesThePortsThatTheProductUses() {
        assertThat(texts("control-plane", "ports")).containsExactlyInAnyOrder("127.0.0.1:8080:8080", "8443:8443");
    }

    @Test
    void pinsEveryImage() {
        services.forEach((name, service) ->
                assertThat(String.valueOf(service.get("image"))).as(name).matches("[a-z./-]+:v?\\d+\\.\\d+.*"));
    }

    @Test
    void declaresEveryVolumeThatItMountsAndShipsEveryFile() {
        var used = new TreeSet<String>();
        for (var name : services.keySet()) {
            for (var mount : texts(name, "volumes")) {
                var source = mount.substring(0, mount.indexOf(':'));
                if (source.startsWith("./")) {
                    assertThat(ROOT.resolve(source)).exists();
                } else {
                    used.add(source);
                }
            }
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(volumes);
    }

    @Test
    void knowsHowEveryLongRunningServiceIsWell() {
        for (var name : List.of("postgres", "mosquitto", "control-plane", "agent-1", "agent-2")) {
            assertThat(services.get(name)).as(name).containsKey("healthcheck");
        }
    }

    @Test
    @Tag("system")
    void isAcceptedByCompose() throws Exception {
        var compose = SystemProgram.DOCKER_COMPOSE.require();
        var builder = new ProcessBuilder(compose.toString(), "-f", "docker-compose.yml", "config", "--quiet")
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("POSTGRES_PASSWORD", "only-for-this-test");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isZero();
    }

    /** {@code MODELFERRY_AGENT_JOIN_FILE} is {@code --join-file}. */
    private static String option(String variable) {
        return "--"
                + variable.substring("MODELFERRY_AGENT_".length())
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '-');
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> environment(String service) {
        return (Map<String, Object>) services.get(service).get("environment");
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(String service, String key) {
        return (List<String>) services.get(service).getOrDefault(key, List.of());
    }

    /** The names by which Spring's relaxed binding finds each component of a configuration record. */
    private static Set<String> variables(String prefix, Class<?> type) {
        var names = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var name = prefix + "_" + component.getName().toUpperCase(java.util.Locale.ROOT);
            if (component.getType().isRecord()) {
                names.addAll(variables(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names.stream().collect(Collectors.toSet());
    }

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docker-compose.yml"))) {
            here = here.getParent();
        }
        return here;
    }
}
