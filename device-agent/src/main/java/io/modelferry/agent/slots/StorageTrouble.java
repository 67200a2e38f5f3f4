package io.modelferry.agent.slots;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;

/** Tells a full disk from a broken one. */
final class StorageTrouble {

    private StorageTrouble() {}

    /** @return DISK_LOW or STORAGE_FAILED */
    static UpdateFailure of(String what, IOException cause) {
        var code = isFull(String.valueOf(cause.getMessage())) ? FailureCode.DISK_LOW : FailureCode.STORAGE_FAILED;
        return new UpdateFailure(code, what + ": " + cause.getMessage(), cause);
    }

    /** The JDK has no exception of its own for ENOSPC and EDQUOT: it hands on the words of the C library. */
    private static boolean isFull(String message) {
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
