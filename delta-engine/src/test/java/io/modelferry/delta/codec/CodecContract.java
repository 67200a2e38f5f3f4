package io.modelferry.delta.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.testing.TinyOnnx;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every codec promises, whatever it predicts from. A new codec is a new subclass of three lines. */
abstract class CodecContract {

    private final Workbench workbench = new Workbench();

    abstract Codec codec();

    @AfterEach
    void close() {
        workbench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void bringsBackAFineTunedTensor(int width) throws Exception {
        var base = TinyOnnx.weights(1, 5_000);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);

        assertThat(roundTrip(base, target, width)).isEqualTo(target);
        assertThat(roundTrip(target, base, width)).as("the other way round").isEqualTo(base);
    }

    @Test
    void bringsBackWhatIsIdentical() throws Exception {
        var tensor = TinyOnnx.weights(1, 5_000);

        assertThat(roundTrip(tensor, tensor, 4)).isEqualTo(tensor);
    }

    @Test
    void bringsBackWhatIsUnrelated() throws Exception {
        var target = TinyOnnx.weights(2, 5_000);

        assertThat(roundTrip(TinyOnnx.weights(1, 5_000), target, 4)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 4_097})
    void bringsBackLengthsThatNoElementDivides(int length) throws Exception {
        var base = Arrays.copyOf(TinyOnnx.weights(1, 5_000), length);
        var target = Arrays.copyOf(TinyOnnx.weights(2, 5_000), length);

        assertThat(roundTrip(base, target, 8)).isEqualTo(target);
    }

    @Test
    void codesTheSameTwiceTheSameWay() {
        var base = TinyOnnx.weights(1, 5_000);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);

        assertThat(encode(base, target, 4)).isEqualTo(encode(base, target, 4));
    }

    @Test
    void refusesEveryTruncation() {
        var base = TinyOnnx.weights(1, 200);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);
        var stored = encode(base, target, 4);

        for (int length = 0; length < stored.length; length++) {
            int cut = length;
            assertThatExceptionOfType(Undecodable.class)
                    .as("cut to %d of %d", cut, stored.length)
                    .isThrownBy(() -> decode(Arrays.copyOf(stored, cut), base, target.length, 4));
        }
    }

    @Test
    void refusesTrailingBytes() {
        var base = TinyOnnx.weights(1, 200);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);
        var stored = encode(base, target, 4);

        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> decode(Arrays.copyOf(stored, stored.length + 1), base, target.length, 4));
    }

    @Test
    void refusesMoreAndLessThanWasPromised() {
        var base = TinyOnnx.weights(1, 200);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);
        var stored = encode(base, target, 4);

        assertThatExceptionOfType(Undecodable.class).isThrownBy(() -> decode(stored, base, target.length - 4, 4));
        assertThatExceptionOfType(Undecodable.class).isThrownBy(() -> decode(stored, base, target.length + 4, 4));
    }

    /** A flipped bit may pass a codec (the digest of the result is the judge), but never as anything but bytes or a refusal. */
    @Test
    void survivesEveryFlippedBit() throws Exception {
        var base = TinyOnnx.weights(1, 100);
        var target = TinyOnnx.fineTuned(base, 2, 1e-3);
        var stored = encode(base, target, 4);

        for (int bit = 0; bit < stored.length * 8; bit++) {
            var flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(decode(flipped, base, target.length, 4)).hasSameSizeAs(target);
            } catch (Undecodable refused) {
                assertThat(refused.reason()).isNotBlank();
            }
        }
    }

    @Test
    void survivesNoise() throws Exception {
        var base = TinyOnnx.weights(1, 100);
        var random = new Random(5);
        for (int i = 0; i < 500; i++) {
            var noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThatExceptionOfType(Undecodable.class).isThrownBy(() -> decode(noise, base, base.length, 4));
        }
    }

    private byte[] roundTrip(byte[] base, byte[] target, int width) throws Exception {
        return decode(encode(base, target, width), base, target.length, width);
    }

    private byte[] encode(byte[] base, byte[] target, int width) {
        return workbench.codec(codec()).encode(new Chunk(base, base.length, target, target.length, width));
    }

    private byte[] decode(byte[] stored, byte[] base, int length, int width) throws Exception {
        var target = new ByteArrayOutputStream();
        var view = new ArrayBase(base).slice(0, codec() == Codec.XOR_PLANES ? length : base.length);
        workbench.codec(codec()).decode(stored, stored.length, view, length, width, target::write);
        return target.toByteArray();
    }

    /** A base in memory; reading past its end is the codec's mistake and fails the test. */
    record ArrayBase(byte[] bytes) implements BaseView {

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void read(long at, byte[] into, int offset, int count) {
            System.arraycopy(bytes, (int) at, into, offset, count);
        }
    }
}
