package io.modelferry.agent.download;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Bytes that came on one UTC day.
 *
 * <pre>
 *  0  4  magic "MFD1"
 *  4  8  day, counted from 1970-01-01, big-endian
 * 12  8  bytes, big-endian
 * 20  4  CRC-32C of bytes 4 to 19, big-endian; nothing may follow
 * </pre>
 */
record SpentDay(long day, long bytes) {

    private static final int MAGIC = 0x4D464431;
    private static final int CHECKED_FROM = 4;
    private static final int CRC_AT = 20;
    private static final int LENGTH_BYTES = 24;

    /** A new budget needs a later day. A clock that went back keeps what was spent, or it could be spent again. */
    SpentDay at(long today) {
        return new SpentDay(today, today > day ? 0 : bytes);
    }

    SpentDay plus(long more) {
        return new SpentDay(day, bytes + more);
    }

    byte[] encode() {
        var frame = ByteBuffer.allocate(LENGTH_BYTES)
                .putInt(MAGIC)
                .putLong(day)
                .putLong(bytes)
                .putInt(0);
        return frame.putInt(CRC_AT, crc(frame.array())).array();
    }

    /** @return empty for anything that was not written whole */
    static Optional<SpentDay> decode(byte[] file) {
        if (file.length != LENGTH_BYTES) {
            return Optional.empty();
        }
        var frame = ByteBuffer.wrap(file);
        if (frame.getInt() != MAGIC || frame.getInt(CRC_AT) != crc(file)) {
            return Optional.empty();
        }
        return Optional.of(new SpentDay(frame.getLong(), frame.getLong()));
    }

    private static int crc(byte[] file) {
        var crc = new CRC32C();
        crc.update(file, CHECKED_FROM, CRC_AT - CHECKED_FROM);
        return (int) crc.getValue();
    }
}
