package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every verb explains itself, and the script and the page list the same verbs as the program. */
final class HelpTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @MethodSource("verbs")
    void explainsEveryVerb(List<String> verb) {
        var typed = new Typed(Path.of(""), Map.of());
        var arguments = new ArrayList<>(verb);
        arguments.add("--help");

        var exit = Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));

        assertThat(exit).isZero();
        assertThat(typed.out())
                .startsWith("Usage: ferry " + String.join(" ", verb))
                .contains("\n  ");
    }

    @Test
    void saysItsVersion() {
        var typed = new Typed(Path.of(""), Map.of());

        assertThat(Ferry.commandLine(typed.shell()).execute("--version")).isZero();

        assertThat(typed.out()).matches("ferry \\S+\\R");
    }

    @Test
    void theScriptListsEveryVerbWithoutAJdk() throws IOException, InterruptedException {
        var help = run("/bin/sh", PROJECT.resolve("ferry").toString(), "--help");

        verbs().filter(verb -> verb.size() == 1)
                .map(List::getFirst)
                .forEach(verb -> assertThat(help).contains("\n    " + verb + " "));
    }

    @Test
    void thePageNamesEveryVerb() throws IOException {
        var page = Files.readString(PROJECT.resolve("docs/cli.md"));

        verbs().forEach(verb -> assertThat(page).contains("ferry " + String.join(" ", verb)));
    }

    static Stream<List<String>> verbs() {
        return below(program(), List.of());
    }

    private static Stream<List<String>> below(CommandLine line, List<String> path) {
        return line.getSubcommands().entrySet().stream()
                .filter(HelpTest::isNoAlias)
                .flatMap(child -> {
                    var here = Stream.concat(path.stream(), Stream.of(child.getKey()))
                            .toList();
                    return Stream.concat(Stream.of(here), below(child.getValue(), here));
                });
    }

    private static boolean isNoAlias(Map.Entry<String, CommandLine> verb) {
        return verb.getKey().equals(verb.getValue().getCommandName());
    }

    private static CommandLine program() {
        return Ferry.commandLine(new Typed(Path.of(""), Map.of()).shell());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
