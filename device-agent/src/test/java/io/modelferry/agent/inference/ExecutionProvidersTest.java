package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import io.modelferry.agent.inference.ExecutionProviders.Choice;
import io.modelferry.agent.inference.SessionSettings.Optimisation;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.UpdateFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The runtime of these tests is built for the CPU alone, as the one on most devices. */
@Timeout(60)
class ExecutionProvidersTest {

    @TempDir
    Path folder;

    private Choice chosen(SessionSettings settings) throws Exception {
        var loaded = new OnnxModels(settings).load(Files.write(folder.resolve("abs"), TinyModels.of("Abs")));
        loaded.session().release();
        return loaded.provider();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux/amd64",
        "Linux, aarch64, linux/arm64",
        "Mac OS X, aarch64, mac/arm64",
        "Windows 11, amd64, windows/amd64",
        "FreeBSD, amd64, freebsd/amd64"
    })
    void namesTheDeviceClass(String os, String architecture, String deviceClass) {
        assertThat(ExecutionProviders.deviceClass(os, architecture)).isEqualTo(deviceClass);
    }

    @Test
    void prefersWhatSuitsTheDeviceClassAmongWhatIsOffered() {
        var offered = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT, OrtProvider.XNNPACK);

        assertThat(ExecutionProviders.preferred("linux/amd64", offered)).containsExactly("TENSOR_RT", "CUDA");
        assertThat(ExecutionProviders.preferred("linux/arm64", offered))
                .containsExactly("TENSOR_RT", "CUDA", "XNNPACK");
        assertThat(ExecutionProviders.preferred("freebsd/amd64", offered)).isEmpty();
    }

    @Test
    void runsOnTheCpuWhereTheRuntimeOffersNothingElse() throws Exception {
        assertThat(chosen(SessionSettings.threads(1)))
                .isEqualTo(new Choice("CPU", "the runtime offers no other that suits this device class"));
    }

    @Test
    void fallsBackFromWhatIsNotThereAndSaysWhy() throws Exception {
        assertThat(chosen(SessionSettings.threads(1).prefer(List.of("CUDA", "Abacus"))))
                .isEqualTo(new Choice("CPU", "CUDA: not built in; Abacus: no such provider; CPU"));
    }

    @Test
    void takesTheCpuWhenItIsAskedFor() throws Exception {
        assertThat(chosen(SessionSettings.threads(1).prefer(List.of("cpu", "CUDA"))))
                .isEqualTo(new Choice("CPU", "configured"));
    }

    /** What the constructor of a provider would do on a machine without the device. */
    @Test
    void triesTheNextWhenAProviderIsBuiltInAndDoesNotStart() throws Exception {
        var models = new OnnxModels(
                SessionSettings.threads(1).prefer(List.of("CUDA", "XNNPACK")),
                EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.XNNPACK));

        var loaded = models.load(Files.write(folder.resolve("abs"), TinyModels.of("Abs")));
        loaded.session().release();

        assertThat(loaded.provider().name()).isEqualTo("CPU");
        assertThat(loaded.provider().reason()).matches("CUDA: .+; XNNPACK: .+; CPU");
    }

    @Test
    void blamesTheFileWhenTheCpuDoesNotLoadItEither() {
        assertThatThrownBy(() -> new OnnxModels(SessionSettings.threads(1).prefer(List.of("CUDA")))
                        .load(Files.write(folder.resolve("bad"), TinyModels.of("NoSuchOperator"))))
                .isInstanceOf(UpdateFailure.class)
                .hasMessageContaining("NoSuchOperator");
    }

    @ParameterizedTest
    @EnumSource
    void opensSessionsWithEverySetting(Optimisation optimisation) throws Exception {
        chosen(new SessionSettings(2, optimisation, false, false, List.of()));
    }
}
