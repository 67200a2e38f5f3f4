package io.modelferry.delta.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.testing.ArrayBase;
import io.modelferry.delta.testing.Changes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A base too long to be sorted is looked up by its blocks; whatever that finds or misses, the target comes back. */
final class MovesOfLongBasesTest {

    private static final byte[] BASE = Changes.noise(1, 3_000_000);

    private final Workbench workbench = new Workbench();

    @AfterEach
    void close() {
        workbench.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void findsPiecesInAnyOrderWithEditsBetween(long seed) throws Exception {
        var random = new Random(seed);
        var target = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(BASE.length - 20_000);
            target.write(BASE, from, 100 + random.nextInt(19_000));
            target.writeBytes(Changes.noise(i, random.nextInt(30)));
        }

        assertThat(storedFor(BASE, target.toByteArray())).isLessThan(4_000);
    }

    @Test
    void bytesThatDifferHereAndThereBelongToOnePiece() throws Exception {
        var target = Arrays.copyOfRange(BASE, 1_000_007, 1_900_000);
        for (int i = 60; i < target.length; i += 90) {
            target[i] += 3;
        }

        assertThat(storedFor(BASE, target)).isLessThan(25_000);
    }

    @Test
    void aBaseOfZerosHidesNothing() throws Exception {
        var base = new byte[3_000_000];
        System.arraycopy(BASE, 0, base, 2_000_000, 500_000);
        var target = new byte[600_000];
        System.arraycopy(BASE, 1_000, target, 50_000, 400_000);

        assertThat(storedFor(base, target)).isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 63, 1_000})
    void basesOfAnyLength(int length) throws Exception {
        var base = Arrays.copyOf(BASE, length);

        storedFor(base, Arrays.copyOf(BASE, 500));
        storedFor(base, Changes.noise(3, 33));
        storedFor(base, new byte[1]);
    }

    @Test
    void theVeryEndsOfTheBaseAreFound() throws Exception {
        var target = new ByteArrayOutputStream();
        target.write(BASE, BASE.length - 70, 70);
        target.write(BASE, 0, 70);

        assertThat(storedFor(BASE, target.toByteArray())).isLessThan(140);
    }

    /** @return how many bytes are stored for what was brought back */
    private int storedFor(byte[] base, byte[] target) throws Exception {
        var indexed = new IndexedBase(new ArrayBase(base), List.of(new IndexedBase.Range(0, base.length)));
        var moves = workbench.codec(Codec.MOVES);
        var stored = moves.encode(Chunk.ofBytes(target, target.length), indexed);
        var elements = new byte[target.length];

        moves.decode(
                Arrays.copyOf(stored, stored.length + BitReader.PADDING),
                stored.length,
                new ArrayBase(base),
                elements,
                target.length,
                ElementType.BYTES);

        assertThat(elements).isEqualTo(target);
        return stored.length;
    }
}
