package io.modelferry.delta.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Change;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.Extremes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every codec promises, whatever it predicts from. A new codec is a new subclass of a few lines. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CodecContract {

    /** Nearly as many elements as a row can have: the place of one in the next row is more than an int holds. */
    private static final int LONGEST = Integer.MAX_VALUE - 150;

    /** Elements of a row, and where in a row a chunk begins: none; short rows; rows that a chunk begins in the middle of; one row longer than it. */
    private static final int[][] ROWS = {{0, 0}, {8, 0}, {64, 0}, {64, 17}, {100_000, 70_000}, {LONGEST, LONGEST - 1}};

    private static final int FLIPS = 500;
    private static final int HEADER_BYTES = 64;

    private Workbench workbench = new Workbench();

    abstract Codec codec();

    /** That it is used for. */
    abstract List<ElementType> types();

    /** Whether it never declines; one codec must not. */
    boolean alwaysExpresses() {
        return false;
    }

    /** Changes that it is made for, beyond those that all get. */
    Stream<Change> own() {
        return Stream.empty();
    }

    @AfterEach
    void renew() {
        workbench.close();
        workbench = new Workbench();
    }

    Stream<Change> changes() {
        return Stream.concat(
                own(),
                types().stream()
                        .flatMap(type -> Stream.concat(
                                Stream.of(1, 2, 3, 63, 4_097).flatMap(count -> Changes.of(type, count).stream()),
                                Stream.of(
                                        Extremes.of(type),
                                        Extremes.of(type).first(1),
                                        Extremes.of(type).first(3)))));
    }

    /** A few that leave something of every kind in what is stored. */
    Stream<Change> typical() {
        return Stream.concat(
                own(),
                types().stream()
                        .flatMap(type -> Stream.of(
                                Changes.tuned(type, 300),
                                Changes.few(type, 300),
                                Changes.someRows(type, 300),
                                Changes.coarser(type, 300),
                                Changes.fromNothing(type, 300),
                                Extremes.of(type))));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void bringsBack(Change change) throws Exception {
        for (int[] rows : ROWS) {
            var coded = new Coded(workbench.codec(codec()), change, rows[0], rows[1]);

            var stored = coded.encode();

            if (stored != null) {
                assertThat(coded.decode(stored))
                        .as("rows of %d from %d", rows[0], rows[1])
                        .isEqualTo(change.to());
            } else {
                assertThat(alwaysExpresses()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void storesNoMoreThanAReaderAccepts(Change change) throws Exception {
        for (int[] rows : ROWS) {
            var stored = new Coded(workbench.codec(codec()), change, rows[0], rows[1]).encode();

            assertThat(stored == null ? 0 : stored.length).isLessThanOrEqualTo((int) bound(change));
        }
    }

    @ParameterizedTest
    @MethodSource("typical")
    void codesTheSameTwiceTheSameWay(Change change) throws Exception {
        var first = new Coded(workbench.codec(codec()), change, 64, 17).encode();
        workbench
                .codec(codec())
                .encode(new Chunk(change.to(), change.from(), change.to().length, change.type(), 0, 0), BaseView.NONE);

        assertThat(new Coded(workbench.codec(codec()), change, 64, 17).encode()).isEqualTo(first);
        try (var another = new Workbench()) {
            assertThat(new Coded(another.codec(codec()), change, 64, 17).encode())
                    .isEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource("typical")
    void refusesEveryTruncation(Change change) throws Exception {
        for (var stored : stored(change)) {
            for (int length = 0; length < stored.length; length++) {
                requireRefusal(change, Arrays.copyOf(stored, length), change.to().length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("typical")
    void refusesTrailingBytes(Change change) throws Exception {
        for (var stored : stored(change)) {
            requireRefusal(change, Arrays.copyOf(stored, stored.length + 1), change.to().length);
        }
    }

    /** A flipped bit may pass a codec (the digest of the result is the judge), but never as anything but bytes or a refusal. */
    @ParameterizedTest
    @MethodSource("typical")
    void survivesFlippedBits(Change change) throws Exception {
        for (var stored : stored(change)) {
            int header = Math.min(HEADER_BYTES, stored.length) * 8;
            for (int bit = 0; bit < header; bit++) {
                requireBytesOrRefusal(change, flipped(stored, bit));
            }
            var random = new Random(stored.length);
            for (int i = 0; i < FLIPS && stored.length > HEADER_BYTES; i++) {
                requireBytesOrRefusal(change, flipped(stored, header + random.nextInt(stored.length * 8 - header)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("typical")
    void survivesNoise(Change change) throws Exception {
        var random = new Random(5);
        for (int i = 0; i < FLIPS; i++) {
            requireBytesOrRefusal(change, Changes.noise(i, random.nextInt(300)));
        }
    }

    /** What was coded against one prediction and is decoded against another: a delta that lies about its sections. */
    @ParameterizedTest
    @MethodSource("typical")
    void survivesAnotherPrediction(Change change) throws Exception {
        for (var stored : stored(change)) {
            requireBytesOrRefusal(change.reversed(), stored);
            requireBytesOrRefusal(Changes.unrelated(change.type(), change.elements()), stored);
        }
    }

    /** With and without rows. */
    private List<byte[]> stored(Change change) throws IOException {
        var all = new ArrayList<byte[]>();
        for (int[] rows : new int[][] {{0, 0}, {64, 17}}) {
            var stored = new Coded(workbench.codec(codec()), change, rows[0], rows[1]).encode();
            if (stored != null) {
                all.add(stored);
            }
        }
        return all;
    }

    private void requireRefusal(Change change, byte[] stored, int length) {
        assertThatExceptionOfType(Undecodable.class)
                .as("%d bytes stored", stored.length)
                .isThrownBy(() -> new Coded(workbench.codec(codec()), change, 0, 0).decode(stored, length))
                .satisfies(refused -> assertThat(refused.reason()).isNotBlank());
    }

    private void requireBytesOrRefusal(Change change, byte[] stored) throws IOException {
        try {
            new Coded(workbench.codec(codec()), change, 0, 0).decode(stored);
        } catch (Undecodable refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    private static long bound(Change change) {
        return ZstdFrames.maxStoredBytes(change.to().length);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
