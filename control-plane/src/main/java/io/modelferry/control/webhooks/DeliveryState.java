package io.modelferry.control.webhooks;

/** How a delivery stands. */
public enum DeliveryState {
    /** To be sent, for the first time or again. */
    PENDING,
    /** The receiver answered with a status of 200 to 299. */
    DELIVERED,
    /** Given up after 24 hours of attempts, or at once if the receiver said 410. Can be redelivered. */
    DEAD
}
