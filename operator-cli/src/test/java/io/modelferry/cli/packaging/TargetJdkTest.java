package io.modelferry.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetJdkTest {

    @TempDir
    Path folder;

    private Path jdk(String version, String architecture, String libc) throws IOException {
        Files.writeString(folder.resolve("release"), """
                JAVA_VERSION="%s"
                LIBC="%s"
                OS_ARCH="%s"
                OS_NAME="Linux"
                """.formatted(version, libc, architecture));
        return folder;
    }

    @Test
    void readsWhatAJdkSaysOfItself() throws IOException {
        var target = TargetJdk.at(jdk("25.0.3", "aarch64", "gnu"));

        assertThat(target.version()).isEqualTo("25.0.3");
        assertThat(target.platform().name()).isEqualTo("linux-aarch64");
        assertThat(target.runsHere(TargetJdk.running()))
                .isEqualTo(System.getProperty("os.arch").equals("aarch64"));
    }

    @Test
    void refusesAFolderThatIsNoJdk() {
        assertThatThrownBy(() -> TargetJdk.at(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no JDK");
    }

    @Test
    void refusesAJdkOfAnotherRelease() throws IOException {
        Files.createDirectory(folder.resolve("jmods"));
        var target = TargetJdk.at(jdk("24.0.1", "aarch64", "gnu"));

        assertThatThrownBy(() -> target.requireLinkableBy(TargetJdk.running()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is JDK 24.0.1, and ferry runs on " + System.getProperty("java.version"));
    }

    @Test
    void refusesAJdkOfAnotherPlatformWithoutModules() throws IOException {
        var target = TargetJdk.at(jdk(System.getProperty("java.version"), "aarch64", "gnu"));

        assertThatThrownBy(() -> target.requireLinkableBy(TargetJdk.running()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no folder jmods");
    }

    @Test
    void refusesPlatformsForWhichOnnxRuntimeHasNoLibrary() {
        assertThatThrownBy(() -> TargetJdk.at(jdk("25", "x86_64", "musl"))).hasMessageContaining("libc: musl");
        assertThatThrownBy(() -> TargetJdk.at(jdk("25", "riscv64", "gnu"))).hasMessageContaining("Linux riscv64");
    }
}
