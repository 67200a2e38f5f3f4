package io.modelferry.agent;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.mqtt.PahoConnection;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Presence;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.UUID;

/** How a device speaks to its control plane: with its own certificate, trusting the fleet's CA alone. */
final class Connections {

    private Connections() {}

    static PahoConnection.Settings mqtt(DeviceIdentity identity, UUID boot) {
        return new PahoConnection.Settings(
                identity.mqttUrl(),
                identity.device().value(),
                identity.tls(),
                Topics.of(identity.device(), Channel.PRESENCE),
                ProtocolJson.write(new Presence(false, boot)));
    }

    static HttpClient http(DeviceIdentity identity, Duration patience) {
        return HttpClient.newBuilder()
                .sslContext(identity.tls())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }
}
