package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers are shell scripts here: what counts is what the bench makes of how they end. */
final class PeerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** "Makes a patch" of the whole new file, and "applies" it. */
    private static final String COPY_SECOND_TO_THIRD = "cp \"$2\" \"$3\"";

    private static final String COPY_THIRD_TO_SECOND = "cp \"$3\" \"$2\"";

    @TempDir
    Path temporary;

    private FakePrograms fakes;
    private Twins files;
    private WorkFolder work;

    @BeforeEach
    void makeFiles() throws IOException {
        fakes = new FakePrograms(temporary.resolve("bin"));
        files = new Twins(
                Files.writeString(temporary.resolve("old"), "0123456789"),
                Files.writeString(temporary.resolve("new"), "0123456789abcde"));
        work = WorkFolder.below(temporary.resolve("work"));
    }

    @AfterEach
    void leaveNothing() {
        work.close();
        assertThat(temporary.resolve("work")).isEmptyDirectory();
    }

    @Test
    void countsTheBytesOfAPatchThatItsOwnProgramProves() throws IOException {
        fakes.with("mk", COPY_SECOND_TO_THIRD).with("ap", COPY_THIRD_TO_SECOND);

        var outcome = peer().measure(files, work, MINUTE);

        assertThat(outcome).isInstanceOfSatisfying(PeerOutcome.Measured.class, measured -> {
            assertThat(measured.bytes()).isEqualTo(15);
            assertThat(measured.sliced()).isFalse();
        });
    }

    @Test
    void aPatchThatRebuildsOtherBytesDoesNotCount() throws IOException {
        fakes.with("mk", COPY_SECOND_TO_THIRD).with("ap", "echo other >\"$2\"");

        assertThat(peer().measure(files, work, MINUTE)).isEqualTo(new PeerOutcome.Failed("ap rebuilt other bytes"));
    }

    @Test
    void keepsTheLastWordsOfAProgramThatFails() throws IOException {
        fakes.with("mk", "echo out of luck >&2; exit 3").with("ap", COPY_THIRD_TO_SECOND);

        assertThat(peer().measure(files, work, MINUTE))
                .isEqualTo(new PeerOutcome.Failed("mk ended with 3: out of luck"));
    }

    @Test
    void endsAProgramThatTakesTooLong() throws IOException {
        fakes.with("mk", "exec /bin/sleep 60").with("ap", COPY_THIRD_TO_SECOND);

        var limit = Duration.ofMillis(200);

        assertThat(peer().measure(files, work, limit)).isEqualTo(new PeerOutcome.TimedOut(limit));
    }

    @Test
    void slicesWhatIsTooLongAtEqualOffsets() throws IOException {
        var said = temporary.resolve("said");
        fakes.with("mk", "cat \"$1\" >>'" + said + "'; echo >>'" + said + "'; " + COPY_SECOND_TO_THIRD)
                .with("ap", COPY_THIRD_TO_SECOND);

        var outcome = new SlicedPeer(peer(), 12, 6).measure(files, work, MINUTE);

        assertThat(outcome).isInstanceOfSatisfying(PeerOutcome.Measured.class, measured -> {
            assertThat(measured.bytes()).isEqualTo(15);
            assertThat(measured.sliced()).isTrue();
        });
        assertThat(said).hasContent("012345\n456789\n456789"); // the last slice of the old file goes on serving
    }

    @Test
    void doesNotTryWhatIsTooLongForIt() throws IOException {
        assertThat(new ShortFilesPeer(peer(), 14).measure(files, work, MINUTE)).isEqualTo(new PeerOutcome.TooLong(14));
    }

    @Test
    void theBestOfTwoSettingsCountsEvenIfTheOtherFails() throws IOException {
        fakes.with("mk", COPY_SECOND_TO_THIRD).with("ap", COPY_THIRD_TO_SECOND).with("broken", "exit 1");
        var broken = new ProgramPeer("mk", "broken {old}", "ap {old} {out} {patch}", fakes.programs());

        assertThat(new BestOf("mk", List.of(broken, peer())).measure(files, work, MINUTE))
                .isInstanceOf(PeerOutcome.Measured.class);
    }

    @Test
    void namesTheProgramsThatAreMissing() throws IOException {
        fakes.with("mk", COPY_SECOND_TO_THIRD);

        assertThat(peer().missing()).containsExactly("ap");
    }

    @Test
    void refusesAPeerThatItDoesNotKnow() {
        assertThatThrownBy(() -> Peers.named(List.of("rsync"), Peers.all(fakes.programs())))
                .hasMessage("there is no peer 'rsync'; there are:"
                        + " bsdiff, xdelta3, zstd, jbsdiff, hdiff-m, hdiff-s, xz, none");
    }

    private Peer peer() {
        return new ProgramPeer("mk", "mk {old} {new} {patch}", "ap {old} {out} {patch}", fakes.programs());
    }
}
