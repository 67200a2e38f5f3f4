package io.modelferry.control.delivery;

import io.modelferry.protocol.Topics.Channel;
import java.util.List;
import java.util.Optional;

/**
 * A channel whose messages are stored many at a time, instead of each in a transaction of its own as {@link UplinkReceived}. The
 * broker gets its PUBACKs after the commit of the batch.
 *
 * @param <T> what is kept of a message
 */
public interface BatchedChannel<T> {

    Channel channel();

    /**
     * Reads one message, outside of the transaction, once for each time it came.
     *
     * @return empty if it is to be dropped
     * @throws io.modelferry.protocol.MalformedMessage for the dead letters; the rest of the batch goes on without it
     */
    Optional<T> read(UplinkReceived uplink);

    /**
     * Stores all of them in the transaction that is open, or throws. What came before must do no harm when it comes again. A
     * failure that is not the database's absence has the batch halved until the one to blame stands alone.
     */
    void store(List<T> batch);
}
