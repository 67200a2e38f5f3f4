package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import java.util.Arrays;

/** Compares runs of bytes without holding them. */
final class Contents {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final byte[] left = new byte[BUFFER_BYTES];
    private final byte[] right = new byte[BUFFER_BYTES];

    boolean equal(BaseView one, BaseView other) throws IOException {
        if (one.length() != other.length()) {
            return false;
        }
        for (long at = 0; at < one.length(); at += BUFFER_BYTES) {
            int count = (int) Math.min(BUFFER_BYTES, one.length() - at);
            one.read(at, left, 0, count);
            other.read(at, right, 0, count);
            if (!Arrays.equals(left, 0, count, right, 0, count)) {
                return false;
            }
        }
        return true;
    }
}
