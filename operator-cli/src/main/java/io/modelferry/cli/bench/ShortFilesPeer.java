package io.modelferry.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A program that is not asked to take files above a length. */
record ShortFilesPeer(Peer peer, long limitBytes) implements Peer {

    @Override
    public String name() {
        return peer.name();
    }

    @Override
    public String settings() {
        return peer.settings();
    }

    @Override
    public List<String> missing() {
        return peer.missing();
    }

    @Override
    public PeerOutcome measure(Twins files, WorkFolder work, Duration limit) throws IOException {
        return files.longerBytes() <= limitBytes
                ? peer.measure(files, work, limit)
                : new PeerOutcome.TooLong(limitBytes);
    }
}
