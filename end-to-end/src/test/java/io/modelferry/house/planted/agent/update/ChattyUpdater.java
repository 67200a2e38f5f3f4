package io.modelferry.house.planted.agent.update;

import io.modelferry.house.planted.agent.mqtt.Wire;

/** Violates: the update life calls the wire itself. */
final class ChattyUpdater {

    void step() {
        Wire.send();
    }
}
