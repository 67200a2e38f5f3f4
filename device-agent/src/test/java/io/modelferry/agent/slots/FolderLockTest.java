package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents on one folder, as two processes. */
class FolderLockTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private Process other;

    /** Holds the folder until it is ended. */
    static final class OtherAgent {

        private OtherAgent() {}

        public static void main(String[] folder) throws Exception {
            try (var _ = FolderLock.of(Path.of(folder[0]), Duration.ofSeconds(5))) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    @BeforeEach
    void startTheOther() throws Exception {
        other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherAgent.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(other.inputReader().readLine()).isEqualTo("held");
    }

    @AfterEach
    void endTheOther() throws Exception {
        other.destroyForcibly().waitFor();
    }

    @Test
    void letsNoSecondAgentIntoTheFolderOfAnotherProcess() {
        assertThatThrownBy(() -> FolderLock.of(folder, SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another agent works in " + folder);
    }

    @Test
    void aKilledAgentLeavesTheFolderFree() throws Exception {
        other.destroyForcibly().waitFor();

        FolderLock.of(folder, SHORT).close();
    }

    @Test
    void waitsForAnAgentThatIsOnItsWayOut() throws Exception {
        Thread.ofVirtual().start(() -> other.destroyForcibly());

        FolderLock.of(folder, Duration.ofSeconds(20)).close();
    }
}
