package io.modelferry.control.webhooks;

/** No message goes there. The message says why, without the URL. */
final class BadDestination extends Exception {

    BadDestination(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
