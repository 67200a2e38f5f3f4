package io.modelferry.control.platform;

import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A program of its own: {@code ferry config}. Prints every setting with the value it would have now, secrets masked, and where it
 * can be changed; {@code --markdown} prints the reference of docs/configuration.md, {@code --json} either for machines.
 * <p>Names, defaults and descriptions come from {@link ModelferryConfiguration} itself, by way of the metadata that the build writes.
 */
public final class ConfigurationReference {

    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";
    private static final String MASK = "…";

    private ConfigurationReference() {}

    /** @param defaultValue as it would be written; empty for none */
    record Setting(String name, String variable, String type, String defaultValue, String description) {

        boolean secret() {
            return name.endsWith("password") || name.endsWith("secret");
        }
    }

    /** @param changed whether it differs from the default */
    record Value(String name, String variable, String value, boolean changed) {}

    /** As the annotation processor writes it. */
    record Metadata(List<Property> properties) {

        record Property(
                String name,
                String type,
                @Nullable Object defaultValue,
                @Nullable String description) {}
    }

    public static void main(String[] args) throws IOException {
        var arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.println("usage: ferry config [--json | --markdown] [--modelferry.<name>=<value> …]");
        } else if (arguments.contains("--markdown")) {
            System.out.print(markdown());
        } else if (arguments.contains("--json")) {
            System.out.println(new String(ProtocolJson.write(values(environment(args))), StandardCharsets.UTF_8));
        } else {
            print(values(environment(args)), System.out);
        }
    }

    static List<Setting> settings() {
        try (var json = ConfigurationReference.class.getResourceAsStream(METADATA)) {
            if (json == null) {
                throw new IllegalStateException("built without " + METADATA);
            }
            return ProtocolJson.read(json.readAllBytes(), Metadata.class).properties().stream()
                    .filter(property -> property.name().startsWith("modelferry."))
                    .map(ConfigurationReference::setting)
                    .sorted(Comparator.comparing(Setting::name))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String markdown() {
        var page = new StringBuilder("""
                # Configuration

                Every setting of the control plane's own, as `ferry config --markdown` prints it; `ferry config` prints the values in force. Set one by its
                variable, by `--<name>=<value>` behind `ferry up`, or in an `application.yaml` beside it. An unknown name below `modelferry.` refuses to
                start. The server's own ports are Spring Boot's: `server.port` (8080), `management.server.port` (9090).

                | name | variable | default | what it is |
                |---|---|---|---|
                """);
        for (var setting : settings()) {
            page.append("| `%s` | `%s` | %s | %s |%n"
                    .formatted(
                            setting.name(),
                            setting.variable(),
                            setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                            setting.description().replace("|", "\\|")));
        }
        return page.toString();
    }

    static List<Value> values(Environment environment) {
        return settings().stream()
                .map(setting -> {
                    var value = environment.getProperty(setting.name(), setting.defaultValue());
                    var shown = setting.secret() && !value.isBlank() ? MASK : value;
                    return new Value(setting.name(), setting.variable(), shown, !value.equals(setting.defaultValue()));
                })
                .toList();
    }

    private static Setting setting(Metadata.Property property) {
        var variable = property.name().toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
        var description = property.description() == null ? "" : oneLine(property.description());
        return new Setting(property.name(), variable, property.type(), text(property.defaultValue()), description);
    }

    private static String text(@Nullable Object defaultValue) {
        return switch (defaultValue) {
            case null -> "";
            case List<?> list -> list.isEmpty() ? "" : String.valueOf(list.getFirst());
            case Double number when number == Math.rint(number) -> Long.toString(number.longValue());
            default -> defaultValue.toString();
        };
    }

    private static String oneLine(String description) {
        return description
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static ConfigurableEnvironment environment(String[] args) {
        var environment = new StandardEnvironment();
        var settings =
                Arrays.stream(args).filter(argument -> argument.contains("=")).toArray(String[]::new);
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(settings));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static void print(List<Value> values, PrintStream out) {
        var width =
                values.stream().mapToInt(value -> value.name().length()).max().orElse(0);
        for (var value : values) {
            out.printf("%s %-" + width + "s  %s%n", value.changed() ? "*" : " ", value.name(), value.value());
        }
        out.println();
        out.println("* differs from the default. docs/configuration.md says what each one is.");
    }
}
