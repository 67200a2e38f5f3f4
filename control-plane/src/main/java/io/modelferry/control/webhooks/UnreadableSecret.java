package io.modelferry.control.webhooks;

/** A secret was sealed with another key or for another subscription: no message of it can be signed. */
final class UnreadableSecret extends Exception {

    UnreadableSecret(Throwable cause) {
        super("the secret cannot be read; was <data>/secrets/webhooks-key lost?", cause);
    }
}
