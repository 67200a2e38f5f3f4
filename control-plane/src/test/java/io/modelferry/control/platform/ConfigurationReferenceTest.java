package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

final class ConfigurationReferenceTest {

    @Test
    void isThePageInTheDocuments() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "configuration.md"));

        assertThat(page)
                .as("run: ./ferry config --markdown > docs/configuration.md")
                .isEqualTo(ConfigurationReference.markdown());
    }

    @Test
    void describesEverySetting() {
        assertThat(ConfigurationReference.settings())
                .isNotEmpty()
                .allSatisfy(setting ->
                        assertThat(setting.description()).as(setting.name()).isNotBlank());
    }

    @Test
    void masksSecretsAndMarksWhatWasChanged() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("modelferry.database.password", "hush", "modelferry.mqtt.port", "1883")));

        var values = ConfigurationReference.values(environment);

        assertThat(values).noneMatch(value -> value.value().contains("hush"));
        assertThat(values)
                .filteredOn(ConfigurationReference.Value::changed)
                .extracting(ConfigurationReference.Value::name)
                .containsExactly("modelferry.database.password", "modelferry.mqtt.port");
    }
}
