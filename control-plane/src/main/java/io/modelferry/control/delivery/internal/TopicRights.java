package io.modelferry.control.delivery.internal;

import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics.Channel;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/**
 * Who may do what on the embedded broker. Identity is the certificate; a device publishes on the uplink channels of its own tree and
 * receives on the downlink channels of its own tree, nothing else; a dashboard receives statistics. The broker's addresses are topics with dots for slashes.
 */
final class TopicRights implements ActiveMQSecurityManager5 {

    private static final String TREE = "fleet.v1.d.";
    private static final String STATS = "fleet.v1.stats.";

    private final FleetTls tls;

    TopicRights(FleetTls tls) {
        this.tls = tls;
    }

    @Override
    @SuppressWarnings("NullAway") // the broker reads null as "not authenticated"
    public Subject authenticate(String user, String password, RemotingConnection connection, String securityDomain) {
        var caller = admitted(connection);
        if (caller.isEmpty()) {
            return null;
        }
        // the broker accepts no other kind of principal
        return new Subject(true, Set.of(new UserPrincipal(caller.get().name())), Set.of(), Set.of());
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        return subject.getPrincipals(UserPrincipal.class).stream()
                .flatMap(principal -> Caller.named(principal.getName()).stream())
                .anyMatch(caller -> switch (caller) {
                    case Caller.Server() -> true;
                    case Caller.Dashboard() -> mayRead(check, withoutQueue(address));
                    case Caller.Device(DeviceId id) -> !tls.denied(id) && mayTouch(id, check, withoutQueue(address));
                });
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
        return false;
    }

    /** Whether somebody with the certificate of this connection would be let in now. */
    boolean admits(RemotingConnection connection) {
        return admitted(connection).isPresent();
    }

    private Optional<Caller> admitted(RemotingConnection connection) {
        return Caller.certificate(connection)
                .flatMap(shown -> Caller.of(connection).filter(caller -> switch (caller) {
                    case Caller.Server(), Caller.Dashboard() -> true;
                    case Caller.Device(DeviceId id) -> tls.admits(id, shown);
                }));
    }

    private static boolean mayTouch(DeviceId id, CheckType check, String address) {
        return switch (check) {
            case SEND -> isChannel(id, address, true);
            case CONSUME,
                    CREATE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    DELETE_ADDRESS -> isChannel(id, address, false); // the last to leave takes the empty address along
            case CREATE_ADDRESS -> isChannel(id, address, true) || isChannel(id, address, false);
            case MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    private static boolean mayRead(CheckType check, String address) {
        return switch (check) {
            case CONSUME,
                    CREATE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    CREATE_ADDRESS,
                    DELETE_ADDRESS -> address.startsWith(STATS);
            case SEND, MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    private static boolean isChannel(DeviceId id, String address, boolean uplink) {
        var own = TREE + id.value() + ".";
        return address.startsWith(own)
                && Arrays.stream(Channel.values())
                        .filter(channel -> channel.uplink() == uplink)
                        .anyMatch(
                                channel -> address.equals(own + channel.suffix().replace('/', '.')));
    }

    private static String withoutQueue(String address) {
        var separator = address.indexOf("::");
        return separator < 0 ? address : address.substring(0, separator);
    }
}
