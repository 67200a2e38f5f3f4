package io.modelferry.control.rollout;

import io.modelferry.control.delivery.PostOffice;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes the goals that an order to pause or resume asked for as soon as the order is committed: they wait for no look of the engine to
 * begin, nor for one to end. What this process does not come to, the looks of any control plane do.
 */
@Component
class Brakes {

    private static final int LOOK_EVERY_MILLIS = 100;

    private final Reissues reissues;
    private final Newcomers newcomers;
    private final PostOffice postOffice;

    Brakes(Reissues reissues, Newcomers newcomers, PostOffice postOffice) {
        this.reissues = reissues;
        this.newcomers = newcomers;
        this.postOffice = postOffice;
    }

    /** Asks the database nothing while nobody has ordered anything here. */
    @Scheduled(fixedDelay = LOOK_EVERY_MILLIS, timeUnit = TimeUnit.MILLISECONDS)
    void serve() {
        if (reissues.takeOrdered()) {
            try (var way = postOffice.makeWay()) {
                while (newcomers.reissueSome() && !Thread.currentThread().isInterrupted()) {
                    // there are more
                }
            }
        }
    }
}
