package io.modelferry.delta.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/**
 * One zstd frame in, one out, with native contexts that live as long as this object. Not for two threads at once.
 * <p>Decoding writes into an array of the promised length and nowhere else: a frame that holds more fails inside zstd, allocates
 * nothing for it and no window.
 */
public final class ZstdFrames implements AutoCloseable {

    private static final int DICTIONARY_LEVEL = 19;
    private static final int MIN_WINDOW_LOG = 10;
    private static final int MAX_WINDOW_LOG = 24;

    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();

    /** @param level zstd's compression level, 1 to 19; decoding does not care */
    public ZstdFrames(int level) {
        compressor.setLevel(level).setChecksum(false).setContentSize(true).setDictID(false);
    }

    /** The longest frame that compressing {@code rawBytes} can give; what is longer was not made by zstd. */
    public static long maxStoredBytes(long rawBytes) {
        return rawBytes + (rawBytes >>> 8) + 64;
    }

    public byte[] compress(byte[] raw, int length) {
        var frame = new byte[Math.toIntExact(Zstd.compressBound(length))];
        int stored = compressor.compressByteArray(frame, 0, frame.length, raw, 0, length);
        return Arrays.copyOf(frame, stored);
    }

    /** As thoroughly as zstd can, with matches from anywhere in the dictionary: for kilobytes, not for weights. */
    public byte[] compress(byte[] raw, int length, byte[] dictionary) {
        try (var thorough = new ZstdCompressCtx()) {
            thorough.setLevel(DICTIONARY_LEVEL)
                    .setChecksum(false)
                    .setContentSize(true)
                    .setDictID(false);
            thorough.setWindowLog(windowLog(length + dictionary.length)).loadDict(dictionary);
            var frame = new byte[Math.toIntExact(Zstd.compressBound(length))];
            int stored = thorough.compressByteArray(frame, 0, frame.length, raw, 0, length);
            return Arrays.copyOf(frame, stored);
        }
    }

    private static int windowLog(int bytes) {
        return Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(bytes), MIN_WINDOW_LOG, MAX_WINDOW_LOG);
    }

    /** Fills {@code raw[0 … rawLength)}. */
    public void decompress(byte[] stored, int storedLength, byte[] raw, int rawLength) throws Undecodable {
        decompress(decompressor, stored, storedLength, raw, rawLength);
    }

    public void decompress(byte[] stored, int storedLength, byte[] raw, int rawLength, byte[] dictionary)
            throws Undecodable {
        try (var context = new ZstdDecompressCtx()) {
            context.loadDict(dictionary);
            decompress(context, stored, storedLength, raw, rawLength);
        }
    }

    private static void decompress(
            ZstdDecompressCtx context, byte[] stored, int storedLength, byte[] raw, int rawLength) throws Undecodable {
        int decoded;
        try {
            decoded = context.decompressByteArray(raw, 0, rawLength, stored, 0, storedLength);
        } catch (ZstdException e) {
            throw new Undecodable("zstd: " + e.getMessage());
        }
        if (decoded != rawLength) {
            throw new Undecodable("zstd: " + decoded + " bytes where " + rawLength + " were promised");
        }
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
