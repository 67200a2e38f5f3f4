package io.modelferry.control.webhooks;

import io.modelferry.control.platform.ModelferryConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Which addresses messages may go to. The address that was checked is the one to connect to: a name that is asked for twice may
 * answer differently.
 */
@Component
class NetworkRules {

    private final boolean allowPrivate;
    private final boolean allowHttp;
    private final Names names;

    /** Turns a name into addresses. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    @Autowired
    NetworkRules(ModelferryConfiguration configuration) {
        this(configuration.webhooks().allowPrivate(), configuration.webhooks().allowHttp(), InetAddress::getAllByName);
    }

    NetworkRules(boolean allowPrivate, boolean allowHttp, Names names) {
        this.allowPrivate = allowPrivate;
        this.allowHttp = allowHttp;
        this.names = names;
    }

    /**
     * One address to connect to. A name with a single bad address is refused whole.
     *
     * @throws BadDestination in words that follow on "url: "
     */
    InetAddress check(Destination destination) throws BadDestination {
        if (!destination.tls() && !allowHttp) {
            throw new BadDestination(
                    "must begin with https:// (modelferry.webhooks.allow-http allows http to this machine)");
        }
        var addresses = resolve(destination.host());
        for (var address : addresses) {
            check(destination, address);
        }
        return addresses[0];
    }

    private InetAddress[] resolve(String host) throws BadDestination {
        try {
            return names.addresses(host);
        } catch (UnknownHostException e) {
            throw new BadDestination("the host '" + host + "' has no address");
        }
    }

    private void check(Destination destination, InetAddress address) throws BadDestination {
        var kind = AddressKind.of(address);
        if (!destination.tls() && kind != AddressKind.LOOPBACK) {
            throw new BadDestination("http is for this machine only; use https");
        }
        var allowed = switch (kind) {
            case PUBLIC -> true;
            case PRIVATE -> allowPrivate;
            case LOOPBACK -> allowPrivate || (allowHttp && !destination.tls());
            case NEVER -> false;
        };
        if (!allowed) {
            throw new BadDestination(
                    kind == AddressKind.NEVER
                            ? "leads to an address that no webhook may have"
                            : "leads to a " + kind.name().toLowerCase(Locale.ROOT)
                                    + " address (modelferry.webhooks.allow-private allows that)");
        }
    }
}
