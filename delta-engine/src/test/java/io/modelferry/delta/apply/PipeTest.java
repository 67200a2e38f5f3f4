package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.testing.GoldenDelta;
import io.modelferry.delta.testing.Trickle;
import io.modelferry.delta.testing.TwoVersions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delta need not be a file: it may come in bits and pieces, and is not believed to end where it says before it does. */
final class PipeTest {

    private final DeltaApplier applier = new DeltaApplier();

    @TempDir
    private Path folder;

    private Path base;
    private Path target;

    @BeforeEach
    void write() throws Exception {
        base = Files.write(folder.resolve("golden"), GoldenDelta.BASE);
        target = folder.resolve("rebuilt");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void isAppliedFromReadsOfAnyLength(int most) throws Exception {
        applier.apply(base, new Trickle(GoldenDelta.PATCH, most), target, Progress.NONE);

        assertThat(target).hasBinaryContent(GoldenDelta.TARGET);
    }

    @Test
    void aDeltaOfManyChunksIsAppliedFromAPipe() throws Exception {
        var two = TwoVersions.in(folder);

        applier.apply(two.base(), new Trickle(Files.readAllBytes(two.patch()), 4_093), target, Progress.NONE);

        assertThat(target).hasSameBinaryContentAs(two.target());
    }

    @Test
    void refusesEveryTruncationAtTheByteWhereItEnds() {
        for (int length = 0; length < GoldenDelta.PATCH.length; length++) {
            var cut = Arrays.copyOf(GoldenDelta.PATCH, length);
            assertThatExceptionOfType(MalformedDelta.class)
                    .as("cut to %d", length)
                    .isThrownBy(() -> applier.apply(base, new Trickle(cut, 5), target, Progress.NONE))
                    .satisfies(malformed -> assertThat(malformed.offset()).isEqualTo(cut.length));
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void refusesTrailingBytes() {
        var longer = Arrays.copyOf(GoldenDelta.PATCH, GoldenDelta.PATCH.length + 1);

        assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> applier.apply(base, new Trickle(longer, 5), target, Progress.NONE))
                .satisfies(malformed -> assertThat(malformed.offset()).isEqualTo(GoldenDelta.PATCH.length));
        assertThat(target).doesNotExist();
    }

    /** A read may bring nothing, and more come later. */
    @Test
    void refusesTrailingBytesOfAPipeThatStalls() {
        var longer = Arrays.copyOf(GoldenDelta.PATCH, GoldenDelta.PATCH.length + 1);

        assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> applier.apply(base, stalling(new Trickle(longer, 5)), target, Progress.NONE))
                .satisfies(malformed -> assertThat(malformed.offset()).isEqualTo(GoldenDelta.PATCH.length));
        assertThat(target).doesNotExist();
    }

    @Test
    void isAppliedFromAPipeThatStalls() throws Exception {
        applier.apply(base, stalling(new Trickle(GoldenDelta.PATCH, 5)), target, Progress.NONE);

        assertThat(target).hasBinaryContent(GoldenDelta.TARGET);
    }

    /** Every read that brings something, or the end, comes after two that bring nothing. */
    private static ReadableByteChannel stalling(ReadableByteChannel pipe) {
        return new ReadableByteChannel() {
            private int reads;

            @Override
            public int read(ByteBuffer into) throws IOException {
                return ++reads % 3 == 0 ? pipe.read(into) : 0;
            }

            @Override
            public boolean isOpen() {
                return pipe.isOpen();
            }

            @Override
            public void close() throws IOException {
                pipe.close();
            }
        };
    }

    @Test
    void closesThePipe() throws Exception {
        var pipe = new Trickle(GoldenDelta.PATCH, 100);

        applier.apply(base, pipe, target, Progress.NONE);

        assertThat(pipe.isOpen()).isFalse();
    }

    /** Whatever else is wrong with the delta: a wrong base explains it. */
    @Test
    void refusesAnotherBaseFirst() throws Exception {
        var sameLength = Files.write(folder.resolve("same length"), new byte[GoldenDelta.BASE.length]);
        var shorter = Files.write(folder.resolve("shorter"), new byte[3]);
        var broken = GoldenDelta.PATCH.clone();
        Arrays.fill(broken, broken.length - 40, broken.length, (byte) 0);

        for (var other : new Path[] {sameLength, shorter}) {
            for (var patch : new byte[][] {GoldenDelta.PATCH, broken, Arrays.copyOf(broken, broken.length - 50)}) {
                assertThatExceptionOfType(BaseMismatch.class)
                        .isThrownBy(() -> applier.apply(other, new Trickle(patch, 9), target, Progress.NONE));
                assertThat(target).doesNotExist();
            }
        }
    }
}
