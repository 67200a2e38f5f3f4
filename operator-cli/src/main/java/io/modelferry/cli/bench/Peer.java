package io.modelferry.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Another way to send the new file to somebody who has the old one. */
interface Peer {

    String name();

    /** Exactly how it is called, for the reader of the table. */
    String settings();

    /** Programs that it needs and that are not installed. */
    List<String> missing();

    /** @param limit for making the patch; proving it has as long again */
    PeerOutcome measure(Twins files, WorkFolder work, Duration limit) throws IOException;
}
