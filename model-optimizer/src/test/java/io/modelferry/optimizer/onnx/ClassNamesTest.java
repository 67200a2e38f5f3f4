package io.modelferry.optimizer.onnx;

import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.schema.StringStringEntryProto;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNamesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"cat\", \"dog's\"]",
                "['cat', 'dog\\'s',]",
                "('cat', \"dog's\")",
                "{0: 'cat', 1: \"dog's\"}",
                "{\"1\":\"dog\\u0027s\",\"0\":\"cat\"}",
                "cat\ndog's\n",
                "cat, dog's",
                "[cat, \"dog's\"]"
            })
    void readsWhatExportersAndPeopleWrite(String text) {
        assertThat(ClassNames.parse(text)).containsExactly("cat", "dog's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "[",
                "[1",
                "['cat",
                "[['a'],['b']]",
                "{}",
                "{1: 'cat', 2: 'dog'}",
                "{'cat': 0}",
                "{0: }",
                "[\"\\u00\"]",
                "[\"cat\" \"dog\"]",
                "cat,,dog",
                "(((((((((("
            })
    void whatReadsOtherwiseNamesNothing(String text) {
        assertThat(ClassNames.parse(text)).isEmpty();
    }

    @Test
    void theModelSaysItsClassesDomainsAndParameters() throws Exception {
        var model = gemm(true).toBuilder()
                .addMetadataProps(entry("names", "{0: 'a', 1: 'b'}"))
                .addMetadataProps(entry("labels", "['x\u001b[31m', 'y']"))
                .addMetadataProps(entry("labels", "x".repeat(2 << 20)))
                .build();

        var inspected = OnnxInspection.inspect(write(model, folder.resolve("model.onnx")));

        assertThat(inspected.labels()).isEqualTo(List.of("x?[31m", "y"));
        assertThat(inspected.domains()).containsOnlyKeys("ai.onnx").containsValue(17L);
        assertThat(inspected.parameters()).isEqualTo(8 * 4 + 4);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
