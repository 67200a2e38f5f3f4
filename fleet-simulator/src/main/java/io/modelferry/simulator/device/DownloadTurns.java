package io.modelferry.simulator.device;

import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * So many devices may ask the server at once, each with an HTTPS client of its own: it shows the device's certificate, and holds a
 * thread. A client stays warm until somebody else needs its place. So the files of an update, which a device asks for in a row, share
 * a connection, as an agent's do, and there are never more clients than turns.
 */
public final class DownloadTurns {

    private final int most;
    private final Semaphore free;
    private final Map<Object, HttpClient> warm = new LinkedHashMap<>(); // the longest unused first
    private int taken;

    public DownloadTurns(int most) {
        this.most = most;
        this.free = new Semaphore(most); // not fair: who has asked just now asks again first
    }

    /**
     * Waits for a turn; whoever takes one ends it, by {@link #end} or {@link #fail}.
     *
     * @param fresh makes a client where none of this owner's is warm
     */
    HttpClient take(Object owner, Supplier<HttpClient> fresh) throws InterruptedException {
        free.acquire();
        @Nullable HttpClient own;
        @Nullable HttpClient displaced = null;
        synchronized (this) {
            own = warm.remove(owner);
            if (own == null && taken + warm.size() >= most) {
                displaced = warm.remove(warm.keySet().iterator().next());
            }
            taken++;
        }
        close(displaced);
        try {
            return own == null ? fresh.get() : own;
        } catch (RuntimeException | Error noClient) { // such as no more files or threads
            giveBack();
            throw noClient;
        }
    }

    private void giveBack() {
        synchronized (this) {
            taken--;
        }
        free.release();
    }

    void end(Object owner, HttpClient client) {
        @Nullable HttpClient other;
        synchronized (this) {
            other = warm.put(owner, client);
            taken--;
        }
        close(other);
        free.release();
    }

    /** The client may be in the middle of something. */
    void fail(HttpClient client) {
        close(client);
        giveBack();
    }

    private static void close(@Nullable HttpClient client) {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
