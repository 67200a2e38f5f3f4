package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The second door of the house: devices come in by a port of their own, with TLS and client certificates, and find nothing there but
 * {@code /device/**}; everybody else comes in by the first and finds no {@code /device/**}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class DeviceDoor extends OncePerRequestFilter
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String PATHS = "/device/";

    /** Few, so that a fleet that fetches leaves the processor to those who steer it; a slow line holds none of them. */
    private static final int THREADS = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

    private final Connector connector;
    private final ProblemResponses problems;

    DeviceDoor(ModelferryConfiguration configuration, FleetTls tls, ProblemResponses problems) {
        this.connector = connector(configuration.devices(), tls);
        this.problems = problems;
    }

    /** The port it really listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var byDeviceDoor = request.getLocalPort() == port();
        if (byDeviceDoor != request.getServletPath().startsWith(PATHS)) { // as it is mapped, not as it was written
            problems.write(response, HttpStatus.NOT_FOUND, "not-found", "There is nothing here.");
            return;
        }
        chain.doFilter(request, response);
    }

    private static Connector connector(ModelferryConfiguration.Devices devices, FleetTls tls) {
        var protocol = new Http11NioProtocol();
        protocol.setAddress(address(devices.bindAddress()));
        protocol.setSSLEnabled(true);
        protocol.setMaxThreads(THREADS);
        protocol.addSslHostConfig(mutualTls(tls));
        var connector = new Connector(protocol);
        connector.setPort(devices.port());
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setXpoweredBy(false);
        return connector;
    }

    /** A certificate is asked for and, if one comes, must be by our CA; which path needs one is the filter chain's matter. */
    private static SSLHostConfig mutualTls(FleetTls tls) {
        var host = new SSLHostConfig();
        host.setProtocols("TLSv1.3+TLSv1.2");
        host.setCiphers(String.join(":", FleetTls.TLS_12_SUITES));
        host.setCipherSuites(String.join(":", FleetTls.TLS_13_SUITES));
        host.setCertificateVerification("optional");
        host.setTruststoreFile(tls.trustStore().toString());
        host.setTruststorePassword(tls.storePassword());
        host.setTruststoreType("PKCS12");
        var own = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        own.setCertificateKeystoreFile(tls.serverKeyStore().toString());
        own.setCertificateKeystorePassword(tls.storePassword());
        own.setCertificateKeystoreType("PKCS12");
        host.addCertificate(own);
        return host;
    }

    private static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new io.modelferry.control.platform.CannotStart(
                    "modelferry.devices.bind-address '" + name + "' is no address of this machine.", e);
        }
    }
}
