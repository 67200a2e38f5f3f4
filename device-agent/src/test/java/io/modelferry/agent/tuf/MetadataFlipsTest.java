package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each document on its way to a device that has been up to date once, with one bit flipped at 200 places of it. */
final class MetadataFlipsTest extends UpToDateDevice {

    private static final int PLACES = 200;
    private static final long SEED = 8;
    private static final int CASE = 0x20;

    @ParameterizedTest
    @ValueSource(strings = {ROOT, TIMESTAMP, SNAPSHOT, TARGETS})
    void aFlippedBitIsRefusedWhereverItIsAndTheDocumentAsItWasIsTakenAfterwards(String role) throws Exception {
        repository.publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
        var good = repository.bytes(role);
        var random = new Random(SEED);

        for (var place = 0; place < PLACES; place++) {
            var offset = random.nextInt(good.length);
            var mask = mask(good[offset], random);
            repository.tamper(role, any -> flipped(good, offset, mask));

            assertThatThrownBy(device::refresh)
                    .as("seed %d: %s, offset %d, mask %#x", SEED, role, offset, mask)
                    .isInstanceOf(MetadataRefused.class);
            assertThat(device.version(role)).isEqualTo(1);
        }

        repository.tamper(role, any -> good);
        device.refresh();
        assertThat(device.version(role)).isEqualTo(2);
    }

    /** A hexadecimal digit of a signature is the same in either case, so that one bit is left alone. */
    private static int mask(byte there, Random random) {
        var mask = 1 << random.nextInt(Byte.SIZE);
        return mask == CASE && Character.isLetter(there) ? 1 : mask;
    }

    private static byte[] flipped(byte[] good, int offset, int mask) {
        var bytes = good.clone();
        bytes[offset] ^= (byte) mask;
        return bytes;
    }
}
