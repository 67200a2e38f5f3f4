package io.modelferry.agent.slots;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One state file: a 20-byte header and the state in JSON.
 *
 * <pre>
 *  0  4  magic "MFS1"
 *  4  8  number of the save, big-endian: the higher of two valid files wins
 * 12  4  length of the JSON, big-endian
 * 16  4  CRC-32C of bytes 4 to 15 and of the JSON, big-endian
 * 20  …  JSON; nothing may follow
 * </pre>
 */
record StateFrame(long number, DeviceState state) {

    private static final int MAGIC = 0x4D465331;
    private static final int HEADER_BYTES = 20;
    private static final int CHECKED_FROM = 4;
    private static final int CRC_AT = 16;

    byte[] encode() {
        var json = ProtocolJson.write(state);
        var frame = ByteBuffer.allocate(HEADER_BYTES + json.length)
                .putInt(MAGIC)
                .putLong(number)
                .putInt(json.length)
                .putInt(0)
                .put(json);
        return frame.putInt(CRC_AT, crc(frame.array())).array();
    }

    /** @return empty for anything that was not written whole */
    static Optional<StateFrame> decode(byte[] file) {
        if (file.length < HEADER_BYTES) {
            return Optional.empty();
        }
        var frame = ByteBuffer.wrap(file);
        if (frame.getInt() != MAGIC) {
            return Optional.empty();
        }
        var number = frame.getLong();
        var length = frame.getInt();
        if (length != file.length - HEADER_BYTES || frame.getInt() != crc(file)) {
            return Optional.empty();
        }
        var json = new byte[length];
        frame.get(json);
        try {
            return Optional.of(new StateFrame(number, ProtocolJson.read(json, DeviceState.class)));
        } catch (MalformedMessage writtenByAnotherRelease) {
            return Optional.empty();
        }
    }

    private static int crc(byte[] file) {
        var crc = new CRC32C();
        crc.update(file, CHECKED_FROM, CRC_AT - CHECKED_FROM);
        crc.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
