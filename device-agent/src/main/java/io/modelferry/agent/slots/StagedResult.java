package io.modelferry.agent.slots;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.delta.format.Staging;
import io.modelferry.protocol.report.FailureCode;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The file in which a patch's result gathers. Ends the work at the next chunk once it is cancelled, or makes too long a file. */
final class StagedResult implements Staging, Closeable {

    private static final int BUFFER_BYTES = 256 << 10;

    /** Unchecked: the engine knows nothing of cancellations and lets it through at once, whatever still runs beside. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient UpdateFailure failure;

        Stopped(UpdateFailure failure) {
            super(failure);
            this.failure = failure;
        }

        UpdateFailure failure() {
            return failure;
        }
    }

    private final AgentFs fs;
    private final Patching.Target target;
    private final GrowingFile file;
    private @Nullable InputStream left;
    private long readTo;

    StagedResult(AgentFs fs, Patching.Target target) throws IOException {
        this.fs = fs;
        this.target = target;
        this.file = fs.append(target.staged());
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void update(MessageDigest digest, long from, long length) throws IOException {
        var in = from(from);
        var buffer = new byte[(int) Math.min(BUFFER_BYTES, length)];
        for (var rest = length; rest > 0; ) {
            requireWanted();
            var read = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (read < 0) {
                throw new EOFException(target.staged().getFileName() + " ended before byte " + (from + length));
            }
            digest.update(buffer, 0, read);
            rest -= read;
        }
        readTo = from + length;
    }

    private InputStream from(long position) throws IOException {
        var open = left;
        if (open == null || readTo != position) {
            closeLeft();
            open = fs.openForReading(target.staged());
            left = open;
            open.skipNBytes(position);
        }
        return open;
    }

    @Override
    public void truncate(long length) throws IOException {
        closeLeft();
        file.truncate(length);
    }

    @Override
    public void writeDurably(byte[] bytes, int offset, int count) throws IOException {
        requireWanted();
        requireWithin(file.length() + count);
        file.append(bytes, offset, count);
    }

    private void requireWanted() {
        try {
            target.cancellation().check();
        } catch (UpdateFailure e) {
            throw new Stopped(e);
        }
    }

    private void requireWithin(long length) {
        if (length > target.mostBytes()) {
            throw new Stopped(new UpdateFailure(
                    FailureCode.RESULT_MISMATCH,
                    "the delta makes more than the " + target.mostBytes() + " bytes signed"));
        }
    }

    void sync() throws IOException {
        file.sync();
    }

    private void closeLeft() throws IOException {
        if (left != null) {
            left.close();
            left = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeLeft();
        } finally {
            file.close();
        }
    }
}
