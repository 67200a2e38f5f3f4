package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * A program whose memory or time grows too fast with the file: above a length, it gets slices of both files at equal offsets, and its
 * patch is as long as all theirs.
 *
 * @param wholeUpToBytes files up to here are not cut
 */
record SlicedPeer(Peer whole, long wholeUpToBytes, int sliceBytes) implements Peer {

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public String settings() {
        return whole.settings();
    }

    @Override
    public List<String> missing() {
        return whole.missing();
    }

    @Override
    public PeerOutcome measure(Twins files, WorkFolder work, Duration limit) throws IOException {
        return files.longerBytes() <= wholeUpToBytes
                ? whole.measure(files, work, limit)
                : measureSlices(files, work, limit);
    }

    private PeerOutcome measureSlices(Twins files, WorkFolder work, Duration limit) throws IOException {
        var newBytes = Files.size(files.current());
        var bytes = 0L;
        var took = Duration.ZERO;
        for (var offset = 0L; offset < newBytes; offset += sliceBytes) {
            var slices = new Twins(work.file("slice.old"), work.file("slice.new"));
            cut(files.old(), Math.min(offset, lastSliceOf(files.old())), slices.old());
            cut(files.current(), offset, slices.current());
            switch (whole.measure(slices, work, limit.minus(took))) {
                case PeerOutcome.Measured slice -> {
                    bytes += slice.bytes();
                    took = took.plus(slice.took());
                }
                case PeerOutcome.TimedOut _ -> {
                    return new PeerOutcome.TimedOut(limit);
                }
                case PeerOutcome.TooLong tooLong -> {
                    return tooLong;
                }
                case PeerOutcome.Failed failed -> {
                    return failed;
                }
            }
        }
        return new PeerOutcome.Measured(bytes, took, true);
    }

    /** Where the new file goes on after the old one's end, its slices are held against the old one's last. */
    private long lastSliceOf(Path old) throws IOException {
        return Math.max(0, Files.size(old) - sliceBytes);
    }

    private void cut(Path file, long offset, Path slice) throws IOException {
        try (var from = FileChannel.open(file, StandardOpenOption.READ);
                var to = FileChannel.open(
                        slice,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var end = Math.min(from.size(), offset + sliceBytes);
            for (var at = offset; at < end; ) {
                at += from.transferTo(at, end - at, to);
            }
        }
    }
}
