package io.modelferry.agent.serving;

import com.sun.net.httpserver.HttpExchange;
import io.modelferry.agent.inference.InferenceRefused;
import io.modelferry.agent.inference.Place;
import io.modelferry.agent.inference.Signature;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Reads request bodies: none longer than its model can use, and no more of them at once than the heap can bear. A body and
 * what is parsed from it take up to eight times its length, so all bodies together may have a sixteenth of the heap.
 */
final class Bodies implements AutoCloseable {

    /** Of one number as text: the longest double, a comma, and the white space of a tidy printer. */
    private static final long CHARACTERS_A_NUMBER = 40;

    /** For names, ids and parameters. */
    private static final long FRAME_BYTES = 64 << 10;

    private static final long SHARE_OF_HEAP = 16;
    private static final long LEAST_BUDGET = 4L << 20;
    private static final long GREATEST_BUDGET = 64L << 20;
    private static final int UNIT = 1024;
    private static final long READING_MILLIS = 10_000;

    private final long openLimit;
    private final long budget;
    private final Semaphore units;
    private final ReadingTime time = new ReadingTime(READING_MILLIS);

    /** Works on a body while its memory is accounted for. */
    interface Use {
        byte[] of(byte[] body) throws Problem, InferenceRefused;
    }

    /**
     * @param openLimit longest body for a model that leaves a dimension open, in bytes
     * @param heap what the process may use at most, in bytes
     */
    Bodies(long openLimit, long heap) {
        this.openLimit = openLimit;
        this.budget = Math.clamp(heap / SHARE_OF_HEAP, LEAST_BUDGET, GREATEST_BUDGET);
        this.units = new Semaphore(units(budget));
    }

    /** @throws Problem 413 if the body is longer than a request of this model can be */
    byte[] use(HttpExchange exchange, Place place, Use use) throws Problem, InferenceRefused, IOException {
        var limit = Math.min(budget, limit(place.signature()));
        var length = declared(exchange);
        if (length > limit) {
            throw tooLong(limit);
        }
        var taken = units(length < 0 ? limit : length);
        if (!units.tryAcquire(taken)) {
            throw place.overloaded("more bytes under way than this device can hold");
        }
        try {
            return use.of(read(exchange, length, limit));
        } finally {
            units.release(taken);
        }
    }

    private long limit(Signature signature) {
        var numbers = 0L;
        for (var input : signature.inputs()) {
            var elements = 1L;
            for (var dimension : input.shape()) {
                if (dimension < 0) {
                    return openLimit;
                }
                elements *= dimension;
            }
            numbers += elements;
        }
        return FRAME_BYTES + CHARACTERS_A_NUMBER * numbers;
    }

    /** @return −1 if the body comes in chunks */
    private static long declared(HttpExchange exchange) throws Problem {
        var length = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            throw Problem.badRequest("a Content-Length that is no number");
        }
    }

    /** @throws Problem 413 if there are more than {@code limit} bytes */
    byte[] read(HttpExchange exchange, long limit) throws Problem, IOException {
        return read(exchange, declared(exchange), limit);
    }

    private byte[] read(HttpExchange exchange, long length, long limit) throws Problem, IOException {
        var in = exchange.getRequestBody();
        if (length >= 0 && length <= limit && in.available() >= length) {
            return in.readNBytes((int) length); // came with its head, as small ones do: nobody to wait for
        }
        var body = time.limit(() -> in.readNBytes(Math.toIntExact(limit + 1)));
        if (body.length > limit) {
            throw tooLong(limit);
        }
        return body;
    }

    private static Problem tooLong(long limit) {
        return new Problem(
                Problem.TOO_LARGE,
                "the body is longer than %d bytes, and no request of this kind can be: send less at once"
                        .formatted(limit));
    }

    @Override
    public void close() {
        time.close();
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT));
    }
}
