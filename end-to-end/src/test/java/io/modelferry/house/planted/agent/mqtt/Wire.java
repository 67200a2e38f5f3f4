package io.modelferry.house.planted.agent.mqtt;

/** A wire. */
public final class Wire {

    public static void send() {
        // what it does is no matter here: that it is called is the violation
    }
}
