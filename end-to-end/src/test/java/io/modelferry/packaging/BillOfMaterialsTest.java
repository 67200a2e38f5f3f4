package io.modelferry.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is shipped is what the bill of materials names: every jar beside an application's own, with its version. */
@Tag("system")
final class BillOfMaterialsTest {

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "device-agent", "operator-cli"})
    void namesEveryJarThatIsShipped(String module) throws IOException {
        var target = Path.of("..", module, "target");
        var bill = new JsonMapper().readTree(Files.readString(target.resolve("bom.json")));
        assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");

        var named = new TreeSet<String>();
        bill.path("components")
                .forEach(part -> named.add(part.path("name").asString() + "-"
                        + part.path("version").asString()));

        assertThat(shipped(target.resolve("lib")))
                .isNotEmpty()
                .allSatisfy(jar -> assertThat(named)
                        .as(jar)
                        .anyMatch(part -> jar.equals(part + ".jar") || jar.startsWith(part + "-")));
    }

    private static List<String> shipped(Path folder) throws IOException {
        try (var jars = Files.list(folder)) {
            return jars.map(jar -> jar.getFileName().toString()).sorted().toList();
        }
    }
}
