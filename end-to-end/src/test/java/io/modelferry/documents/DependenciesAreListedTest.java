package io.modelferry.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ships is what is listed: by the build's rule, by the table of licences, and by the bill of materials of each program. */
final class DependenciesAreListedTest {

    private static final Pattern RULE = Pattern.compile("(?s)<id>shipped</id>.*?</execution>");
    private static final Pattern INCLUDE = Pattern.compile("<include>([^<]+)</include>");
    private static final Pattern TABLE = Pattern.compile("(?s)## What ships, by group id.*");
    private static final Pattern GROUP = Pattern.compile("`([a-z0-9.-]+\\.?[a-z0-9-]*)`(?=[,| ])");

    @Test
    void theRuleOfTheBuildAndTheTableOfLicencesNameTheSameGroups() {
        var rule = find(RULE, Repository.text(Repository.ROOT.resolve("pom.xml")));
        var table = find(TABLE, Repository.text(Repository.ROOT.resolve("THIRD-PARTY.md")))
                .lines()
                .filter(line -> line.startsWith("| "))
                .collect(Collectors.joining("\n"));

        var allowed = groups(INCLUDE, rule);
        assertThat(allowed).contains("io.modelferry").hasSizeGreaterThan(50);
        allowed.remove("io.modelferry");
        assertThat(groups(GROUP, table)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"control-plane", "device-agent", "fleet-simulator", "operator-cli"})
    void everyJarThatShipsStandsInTheBillOfMaterials(String program) throws IOException {
        var target = Repository.ROOT.resolve(program).resolve("target");
        assumeTrue(
                Files.exists(target.resolve("bom.json")),
                program + " has no bom.json: Maven was offline, and then its plugin makes none");
        var named = new TreeSet<String>();
        ControlPlaneClient.parse(Files.readString(target.resolve("bom.json")))
                .path("components")
                .forEach(one -> named.add(
                        one.path("name").asString() + "-" + one.path("version").asString()));

        try (var jars = Files.list(target.resolve("lib"))) {
            var missing = jars.map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                    .filter(jar -> named.stream().noneMatch(name -> jar.equals(name) || jar.startsWith(name + "-")))
                    .toList();
            assertThat(missing).as("jars in lib that bom.json does not name").isEmpty();
        }
    }

    private static String find(Pattern pattern, String text) {
        return Repository.find(pattern, text).stream()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing matches " + pattern));
    }

    private static TreeSet<String> groups(Pattern pattern, String text) {
        return Repository.find(pattern, text).stream()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
