package io.modelferry.control.delivery.internal;

import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.utils.CertificateUtil;

/** Who is on the other end of a connection: the common name of its certificate, which TLS has proven. */
sealed interface Caller {

    /** The common name. */
    String name();

    record Server() implements Caller {

        @Override
        public String name() {
            return FleetTls.SERVER_NAME;
        }
    }

    /** Reads what is published for dashboards. */
    record Dashboard() implements Caller {

        @Override
        public String name() {
            return FleetTls.DASHBOARD_NAME;
        }
    }

    record Device(DeviceId id) implements Caller {

        @Override
        public String name() {
            return id.value();
        }
    }

    /** @return empty without a certificate, or with a name that is nobody's */
    static Optional<Caller> of(RemotingConnection connection) {
        return certificate(connection).flatMap(Caller::commonName).flatMap(Caller::named);
    }

    /** What was shown on this connection. */
    static Optional<X509Certificate> certificate(RemotingConnection connection) {
        var chain = CertificateUtil.getCertsFromConnection(connection);
        return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
    }

    /** @return empty if nobody can have the name */
    static Optional<Caller> named(String name) {
        if (name.equals(FleetTls.SERVER_NAME)) {
            return Optional.of(new Server());
        }
        if (name.equals(FleetTls.DASHBOARD_NAME)) {
            return Optional.of(new Dashboard());
        }
        try {
            return Optional.of(new Device(new DeviceId(name)));
        } catch (MalformedMessage nobody) {
            return Optional.empty();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> rdn.getValue().toString())
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
