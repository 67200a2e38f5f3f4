package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.TinySets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that nobody checked: an acceptance set is signed, and its publisher may still be wrong. */
@Timeout(60)
class NpzTest {

    private static final byte[] ONE_FLOAT = new byte[4];

    @TempDir
    Path folder;

    private Map<String, Tensor> read(byte[] npz) throws IOException {
        return Npz.read(Files.write(folder.resolve("set.npz"), npz));
    }

    @Test
    void readsArraysByName() throws Exception {
        var arrays = read(TinySets.npz(Map.of(
                "x", TinySets.floats(new int[] {2, 1}, 1.5f, -2), "outputs/y", TinySets.longs(new int[] {1}, 7))));

        assertThat(arrays.get("x").shape()).containsExactly(2, 1);
        assertThat(arrays.get("x").at(1)).isEqualTo(-2.0);
        assertThat(arrays.get("outputs/y").at(0)).isEqualTo(7.0);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refuses(byte[] npz) {
        assertThatThrownBy(() -> read(npz)).isInstanceOf(IOException.class);
    }

    static Stream<Named<byte[]>> hostile() {
        var zeros = TinySets.npy("<f4", new int[] {(64 << 20) / 4}, new byte[64 << 20]);
        var many = new LinkedHashMap<String, byte[]>();
        for (var i = 0; i < 65; i++) {
            many.put("a" + i, TinySets.floats(new int[] {1}, 1));
        }
        var longHeader = TinySets.floats(new int[] {1}, 1);
        longHeader[8] = (byte) 0xFF;
        longHeader[9] = (byte) 0xFF;
        var version2 = TinySets.floats(new int[] {1}, 1);
        version2[6] = 2;
        Arrays.fill(version2, 8, 12, (byte) 0xFF);
        return Stream.of(
                Named.of("a zip bomb of two arrays of 64 MiB", TinySets.npz(Map.of("a", zeros, "b", zeros))),
                Named.of("more arrays than any set has", TinySets.npz(many)),
                Named.of("a shape of 2^62 elements", npz("<f4", new int[] {1 << 31 - 1, 1 << 31 - 1}, ONE_FLOAT)),
                Named.of("a shape that is larger than its data", npz("<f4", new int[] {2}, ONE_FLOAT)),
                Named.of("data after the array", npz("<f4", new int[] {0}, ONE_FLOAT)),
                Named.of("big-endian numbers", npz(">f4", new int[] {1}, ONE_FLOAT)),
                Named.of("Python objects", npz("|O", new int[] {1}, ONE_FLOAT)),
                Named.of("texts", npz("<U1", new int[] {1}, ONE_FLOAT)),
                Named.of("a header of 64 KiB", TinySets.npz(Map.of("a", longHeader))),
                Named.of("a header of 4 GiB", TinySets.npz(Map.of("a", version2))),
                Named.of("an entry that is no array", TinySets.npz(Map.of("a", new byte[] {1, 2, 3}))));
    }

    private static byte[] npz(String descr, int[] shape, byte[] data) {
        return TinySets.npz(Map.of("a", TinySets.npy(descr, shape, data)));
    }

    @Test
    void refusesEveryTruncationOfAnArray() {
        var whole = TinySets.floats(new int[] {2}, 1, 2);
        for (var length = 0; length < whole.length; length++) {
            var cut = TinySets.npz(Map.of("a", Arrays.copyOf(whole, length)));
            assertThatThrownBy(() -> read(cut)).as(length + " bytes").isInstanceOf(IOException.class);
        }
    }
}
