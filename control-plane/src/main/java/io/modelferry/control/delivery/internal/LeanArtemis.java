package io.modelferry.control.delivery.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Artemis with one paging store for everything that is retained and for the topics of goals, instead of two for each goal. A goal is one
 * message that is never paged; a store of its own costs 8 KiB of heap all the same.
 */
final class LeanArtemis extends ActiveMQServerImpl {

    /** The address whose settings hold for the store. */
    static final String RETAINED = "retained";

    private static final SimpleString ONE_FOR_ALL = SimpleString.of(RETAINED);
    private static final String RETAINED_MESSAGES = "$sys.mqtt.retain.";
    private static final Pattern GOALS = Pattern.compile("fleet\\.v1\\.d\\.[^.]+\\.desired");

    LeanArtemis(Configuration configuration, ActiveMQSecurityManager security) {
        super(configuration, null, security);
    }

    /** A proxy, because Artemis' own manager is final. */
    @Override
    public PagingManager createPagingManager() throws Exception {
        var manager = super.createPagingManager();
        return (PagingManager) Proxy.newProxyInstance(
                PagingManager.class.getClassLoader(),
                new Class<?>[] {PagingManager.class},
                (self, method, arguments) -> {
                    if (method.getName().endsWith("PageStore") && shares((SimpleString) arguments[0])) {
                        return method.getName().startsWith("get") ? manager.getPageStore(ONE_FOR_ALL) : null;
                    }
                    try {
                        return method.invoke(manager, arguments);
                    } catch (InvocationTargetException failed) {
                        throw Objects.requireNonNull(failed.getCause());
                    }
                });
    }

    private static boolean shares(SimpleString address) {
        var text = address.toString();
        return text.startsWith(RETAINED_MESSAGES) || GOALS.matcher(text).matches();
    }
}
