package io.modelferry.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RuntimeImageTest {

    @Test
    void holdsEveryModuleThatTheAgentsJarsNeed() {
        var needed = new TreeSet<>(neededByTheBuiltAgent());
        needed.removeAll(RuntimeImage.LEFT_OUT);

        assertThat(closure(RuntimeImage.MODULES)).containsAll(needed);
    }

    @Test
    void holdsNoneThatItLeavesOut() {
        assertThat(closure(RuntimeImage.MODULES)).doesNotContainAnyElementsOf(RuntimeImage.LEFT_OUT);
    }

    private static List<String> neededByTheBuiltAgent() {
        var jars = new ArrayList<String>();
        try {
            BuiltAgent.in(Path.of("").toAbsolutePath().getParent()).jars().forEach(jar -> jars.add(jar.toString()));
        } catch (IOException notBuilt) {
            assumeTrue(false, "the agent is not built here");
        }
        var arguments =
                new ArrayList<>(List.of("--multi-release", "25", "--ignore-missing-deps", "--print-module-deps"));
        arguments.addAll(jars);
        var said = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(said, true), new PrintWriter(System.err, true), arguments.toArray(String[]::new));
        return List.of(said.toString().lines().toList().getLast().strip().split(","));
    }

    private static Set<String> closure(List<String> modules) {
        return Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), modules).modules().stream()
                .map(ResolvedModule::reference)
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .collect(Collectors.toSet());
    }
}
