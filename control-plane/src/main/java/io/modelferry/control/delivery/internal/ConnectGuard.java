package io.modelferry.control.delivery.internal;

import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every CONNECT before the broker does: the client id must be the certificate's name (else one device could end another's
 * session), and a last will may only be left on the device's own presence.
 */
final class ConnectGuard implements MQTTInterceptor {

    private static final Logger log = LoggerFactory.getLogger(ConnectGuard.class);

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (!(packet instanceof MqttConnectMessage connect)) {
            return true;
        }
        var allowed = Caller.of(connection)
                .map(caller -> switch (caller) {
                    case Caller.Server() -> true;
                    case Caller.Dashboard() -> isADashboard(connect);
                    case Caller.Device(DeviceId id) -> isItself(connect, id) && willIsOwn(connect, id);
                })
                .orElse(false);
        if (!allowed) {
            log.warn("a CONNECT was refused clientId={}", connect.payload().clientIdentifier());
            connection.disconnect(false);
        }
        return allowed;
    }

    private static boolean isItself(MqttConnectMessage connect, DeviceId id) {
        return id.value().equals(connect.payload().clientIdentifier());
    }

    /** Several may share the certificate: {@code fleet.dashboard}, {@code fleet.dashboard-wall}. None leaves a last will. */
    private static boolean isADashboard(MqttConnectMessage connect) {
        return connect.payload().clientIdentifier().startsWith(FleetTls.DASHBOARD_NAME)
                && !connect.variableHeader().isWillFlag();
    }

    private static boolean willIsOwn(MqttConnectMessage connect, DeviceId id) {
        return !connect.variableHeader().isWillFlag()
                || Topics.of(id, Channel.PRESENCE).equals(connect.payload().willTopic());
    }
}
