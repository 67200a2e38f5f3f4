package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.download.RangeAnswer.Asked;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.net.URI;

/**
 * One artifact over HTTP, in as many ranges as the {@link Purse} lets it ask for. Whatever stands between (a cache, a captive
 * portal) is not believed: an answer that was not asked for fails before a byte of it is written, the digest decides about the
 * bytes.
 */
final class RangedDownload {

    private static final int BUFFER = 1 << 16;

    private final HttpDoor door;
    private final MinimumRate rate;
    private final Arrival arrival;
    private final Purse purse;
    private final Cancellation cancellation;
    private final byte[] buffer = new byte[BUFFER];
    private boolean rangesWork = true;

    RangedDownload(HttpDoor door, MinimumRate rate, Arrival arrival, Purse purse, Cancellation cancellation) {
        this.door = door;
        this.rate = rate;
        this.arrival = arrival;
        this.purse = purse;
        this.cancellation = cancellation;
    }

    /** Appends until the file is complete. */
    void from(URI uri) throws UpdateFailure, IOException {
        while (!arrival.complete()) {
            var asked = next();
            try (var answer = ask(uri, asked)) {
                switch (RangeAnswer.of(answer.status(), answer.headers(), asked)) {
                    case RangeAnswer.Part(var length) -> receive(answer.body(), length);
                    case RangeAnswer.Whole(var vouched) -> receiveWhole(answer.body(), vouched);
                    case RangeAnswer.NoRanges() -> rangesWork = false;
                }
            }
        }
    }

    private Asked next() throws UpdateFailure {
        var most = Math.min(arrival.missing(), purse.mayAsk());
        var all = most == arrival.lengthBytes();
        return new Asked(
                arrival.digest(),
                arrival.offset(),
                arrival.offset() + most - 1,
                arrival.lengthBytes(),
                rangesWork && !all);
    }

    private HttpDoor.Answer ask(URI uri, Asked asked) throws UpdateFailure {
        var request = door.request(uri);
        if (asked.ranged()) {
            var toTheEnd = asked.last() == asked.totalBytes() - 1;
            request.header("Range", "bytes=" + asked.from() + "-" + (toTheEnd ? "" : asked.last()));
            request.header("If-Range", asked.tag());
        }
        return door.get(request.build(), rate, cancellation);
    }

    private void receiveWhole(Stream body, boolean vouched) throws UpdateFailure, IOException {
        passOver(body);
        if (!vouched) {
            arrival.doubt();
        }
        receive(body, arrival.missing());
    }

    /** The bytes that are here stay: what comes must only be the same. */
    private void passOver(Stream body) throws UpdateFailure, IOException {
        var again = new Prefix();
        while (again.length() < arrival.offset()) {
            var n = read(body, arrival.offset() - again.length());
            again.update(buffer, n);
            arrival.passedOver(n);
            purse.came(n);
        }
        if (!arrival.isHere(again)) {
            var length = arrival.offset();
            arrival.startOver();
            throw network("the file's first %d bytes are not those that came before: starting over".formatted(length));
        }
    }

    private void receive(Stream body, long length) throws UpdateFailure, IOException {
        for (var left = length; left > 0; ) {
            var n = read(body, left);
            arrival.append(buffer, n);
            purse.came(n);
            left -= n;
        }
    }

    private int read(Stream body, long left) throws UpdateFailure {
        cancellation.check();
        var n = body.read(buffer, (int) Math.min(Math.min(BUFFER, left), purse.mayAsk()));
        if (n < 0) {
            throw network("the body ended " + left + " bytes early");
        }
        return n;
    }
}
