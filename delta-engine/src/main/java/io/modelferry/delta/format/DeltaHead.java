package io.modelferry.delta.format;

import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ZstdFrames;
import java.util.Arrays;

/** The bytes of a delta before its body. */
public final class DeltaHead {

    private DeltaHead() {}

    public static byte[] of(Directory directory, Sha256 base, Sha256 target, ZstdFrames zstd) {
        var raw = DirectoryWriter.toBytes(directory);
        if (raw.length > FormatLimits.MAX_DIRECTORY_BYTES) {
            throw new IllegalStateException("a directory of " + raw.length + " bytes: the planner cut too fine");
        }
        var stored = zstd.compress(raw, raw.length);
        var prologue = new Prologue(
                stored.length,
                raw.length,
                directory.base().fileBytes(),
                directory.target().fileBytes(),
                directory.bodyBytes(),
                base,
                target);
        var head = Arrays.copyOf(prologue.toBytes(), Prologue.BYTES + stored.length);
        System.arraycopy(stored, 0, head, Prologue.BYTES, stored.length);
        return head;
    }
}
