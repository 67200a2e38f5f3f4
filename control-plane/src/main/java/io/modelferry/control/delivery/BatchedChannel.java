package io.modelferry.control.delivery;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics.Channel;
import java.time.Instant;
import java.util.List;

/**
 * A channel whose messages are stored many at a time, instead of each in a transaction of its own as {@link UplinkReceived}. The
 * broker gets its PUBACKs after the commit of the batch.
 *
 * @param <T> what is kept of a message
 */
public interface BatchedChannel<T> {

    Channel channel();

    /**
     * Whether a message of this device is to be kept. Asked once for each time one came, before it is read, on the line's own
     * thread: it must not wait. What is not heard is acknowledged at once, takes no place in a batch, and is the channel's to
     * count.
     */
    boolean hears(DeviceId device, Instant at);

    /**
     * Reads one message, outside of the transaction.
     *
     * @throws io.modelferry.protocol.MalformedMessage for the dead letters; the rest of the batch goes on without it
     */
    T read(UplinkReceived uplink);

    /**
     * Stores all of them in the transaction that is open, or throws. What came before must do no harm when it comes again. A
     * failure that is not the database's absence has the batch halved until the one to blame stands alone.
     */
    void store(List<T> batch);
}
