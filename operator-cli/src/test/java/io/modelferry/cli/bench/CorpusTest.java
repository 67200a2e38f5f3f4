package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorpusTest {

    @TempDir
    Path folder;

    @Test
    void joinsBothListsAndNamesWhatIsNotThere() throws IOException {
        Files.writeString(folder.resolve("corpus.json"), """
                [{"name": "made", "kind": "finetune", "moved": true, "about": "trained on"}]""");
        Files.writeString(folder.resolve("fetched.json"), """
                [{"name": "fetched", "kind": "quantised", "moved": false}, {"name": "lost", "kind": "retrain", "moved": true}]""");
        files("made");
        files("fetched");

        var corpus = Corpus.in(folder);

        assertThat(corpus.pairs())
                .containsExactly(
                        new CorpusPair("made", "finetune", true, "trained on", old("made"), current("made")),
                        new CorpusPair("fetched", "quantised", false, "", old("fetched"), current("fetched")));
        assertThat(corpus.absent()).containsExactly("lost");
    }

    @Test
    void isEmptyWithoutLists() throws IOException {
        assertThat(Corpus.in(folder.resolve("nowhere")).pairs()).isEmpty();
    }

    @Test
    void refusesNamesThatLeadElsewhere() throws IOException {
        Files.writeString(folder.resolve("corpus.json"), """
                [{"name": "../secret", "kind": "x", "moved": true}]""");

        assertThatThrownBy(() -> Corpus.in(folder)).hasMessageContaining("'../secret' is no name of a pair");
    }

    @Test
    void refusesWhatIsNoList() throws IOException {
        Files.writeString(folder.resolve("corpus.json"), "[{");

        assertThatThrownBy(() -> Corpus.in(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no JSON list of pairs");
    }

    @Test
    void narrowsToNamedPairsAndNamesTheKnownOnes() throws IOException {
        Files.writeString(folder.resolve("corpus.json"), """
                [{"name": "a"}, {"name": "b"}]""");
        files("a");
        files("b");

        var corpus = Corpus.in(folder);

        assertThat(corpus.only(List.of("b")).pairs())
                .extracting(CorpusPair::name)
                .containsExactly("b");
        assertThatThrownBy(() -> corpus.only(List.of("c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no pair 'c'")
                .hasMessageEndingWith("there are: a, b");
    }

    private void files(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(old(name), "old");
        Files.writeString(current(name), "new");
    }

    private Path old(String name) {
        return folder.resolve(name).resolve("old.onnx");
    }

    private Path current(String name) {
        return folder.resolve(name).resolve("new.onnx");
    }
}
