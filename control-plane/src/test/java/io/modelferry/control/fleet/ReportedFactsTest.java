package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a device says of itself, as filters find it. */
final class ReportedFactsTest {

    @Test
    void whatTheAgentFoundCannotBeOverwrittenAndWhatNoFilterCouldNameIsLeftOut() {
        var facts = new DeviceFacts(
                "Linux\0 6.12",
                "aarch64",
                4,
                512L << 20,
                "1.29.0",
                List.of("CPU"),
                List.of("asimddp"),
                26,
                Map.of("line", "b", "cores", "64", "no name", "x", "long", "x".repeat(201)));

        assertThat(JsonMapper.shared().readTree(ReportedFacts.json(facts)))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"line": "b", "os": "Linux 6.12", "architecture": "aarch64", "cores": 4, "memoryMb": 512,
                 "runtime": "1.29.0", "provider": ["CPU"], "cpu": ["asimddp"], "opset": 26}"""));
    }

    @Test
    void anOlderAgentSaysLess() {
        var facts = new DeviceFacts("Linux", "amd64", 2, 1 << 20, "1.29.0", List.of());

        assertThat(JsonMapper.shared().readTree(ReportedFacts.json(facts)).propertyNames())
                .containsExactlyInAnyOrder("os", "architecture", "cores", "memoryMb", "runtime", "provider");
    }
}
