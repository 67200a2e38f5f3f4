package io.modelferry.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.simulator.testing.DemoModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldStreamTest {

    @Test
    void readsTheDemosStream() throws Exception {
        var stream = FieldStream.read(DemoModels.stream());

        assertThat(stream.cases()).isEqualTo(3000);
        assertThat(stream.casesOf(0)).hasSize(1500).doesNotContain(stream.casesOf(1));
        assertThat(stream.casesOf(2))
                .as("a third site sees what the first sees")
                .isEqualTo(stream.casesOf(0));
        assertThat(stream.label(0)).isBetween(0, 9);
    }

    @Test
    void givesAPictureAsTheModelReadsIt() throws Exception {
        var image = FieldStream.read(DemoModels.stream()).inputs(17).get("image");

        assertThat(image.datatype()).isEqualTo(Datatype.FP32);
        assertThat(image.shape()).containsExactly(1, 1, 16, 16);
        for (var i = 0; i < image.elements(); i++) {
            assertThat(image.at(i)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void refusesAFileWithoutLabelsAndSites(@TempDir Path folder) throws Exception {
        var noise = Files.writeString(folder.resolve("noise.npz"), "not a zip");

        assertThatThrownBy(() -> FieldStream.read(noise)).isInstanceOf(IOException.class);
    }
}
