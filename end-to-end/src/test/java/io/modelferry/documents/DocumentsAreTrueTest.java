package io.modelferry.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.Topics;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents name exists, and what they list is what the code has. */
final class DocumentsAreTrueTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern JAVADOC_LINK = Pattern.compile("href=\"((?:\\.\\./)+docs/[^\"#]+)");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)(?:#\\w+)?`");

    @Test
    void everyLinkLeadsSomewhere() {
        var broken = new ArrayList<String>();
        for (Path document : Repository.files(".md")) {
            for (var link : Repository.find(LINK, Repository.text(document))) {
                var target = link.group(1);
                if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
                    broken.add(Repository.ROOT.relativize(document) + " → " + target);
                }
            }
        }
        assertThat(broken).as("links to files that are not there").isEmpty();
    }

    @Test
    void everyDocumentThatJavadocPointsToExists() {
        var broken = new ArrayList<String>();
        for (Path source : Repository.files(".java")) {
            for (var link : Repository.find(JAVADOC_LINK, Repository.text(source))) {
                var document = link.group(1).replaceFirst("^(\\.\\./)+", "");
                if (!Files.exists(Repository.ROOT.resolve(document))) {
                    broken.add(source.getFileName() + " → " + document);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatADocumentNamesExists() {
        var classes = Repository.classNames();
        var missing = new TreeSet<String>();
        for (Path document : Repository.files(".md")) {
            for (var named : Repository.find(NAMED_TEST, Repository.text(document))) {
                if (!classes.contains(named.group(1))) {
                    missing.add(Repository.ROOT.relativize(document) + " names " + named.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theFailureCodesInTheProtocolAreThoseOfTheCode() {
        Map<String, String> inTheCode = Arrays.stream(FailureCode.values())
                .collect(Collectors.groupingBy(
                        code -> code.remedy().name(),
                        TreeMap::new,
                        Collectors.mapping(Enum::name, Collectors.joining(", "))));

        var protocol = Repository.text(Repository.ROOT.resolve("docs/device-protocol.md"));

        inTheCode.forEach((remedy, codes) -> assertThat(protocol).contains("| " + remedy + " | " + codes + " |"));
    }

    @Test
    void theTopicsInTheProtocolAreThoseOfTheCode() {
        var protocol = Repository.text(Repository.ROOT.resolve("docs/device-protocol.md"));

        for (var channel : Topics.Channel.values()) {
            var writer = channel.uplink() ? "device" : "server";
            assertThat(protocol).contains("| `" + channel.suffix() + "` | " + writer + " |");
        }
    }

    @Test
    void theStreetInTheHouseIsTheListOfModules() {
        var modules = Repository.find(
                        Pattern.compile("<module>([^<]+)</module>"),
                        Repository.text(Repository.ROOT.resolve("pom.xml")))
                .stream()
                .map(module -> module.group(1))
                .toList();

        var house = Repository.text(Repository.ROOT.resolve("docs/house.md"));

        assertThat(modules).isNotEmpty().allSatisfy(module -> assertThat(house).contains("| `" + module + "` |"));
    }
}
