package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Makes what a new house needs before anybody can come in: an administrator, whose password is printed once, and a token for the
 * command line on the same machine, in a file that only its owner can read.
 */
@Component
class FirstStart implements SmartInitializingSingleton {

    static final String LOCAL_TOKEN = "local-token";
    static final String FIRST_PASSWORD = "first-admin-password";

    private static final Logger log = LoggerFactory.getLogger(FirstStart.class);
    private static final String ADMINISTRATOR = "admin";

    private final DataFolder data;
    private final Operators operators;
    private final ApiTokens tokens;
    private final FleetTls tls;
    private final SecureRandom random;
    private final PrintStream terminal;

    FirstStart(DataFolder data, Operators operators, ApiTokens tokens, FleetTls tls, SecureRandom random) {
        this.data = data;
        this.operators = operators;
        this.tokens = tokens;
        this.tls = tls;
        this.random = random;
        this.terminal = System.out;
    }

    @Override
    public void afterSingletonsInstantiated() {
        makeAdministrator();
        makeLocalToken();
        log.info("fleet CA sha256={}", tls.caFingerprint());
    }

    /** To the terminal, never to the log; and to a private file, for the program that started us. */
    private void makeAdministrator() {
        if (!operators.none()) {
            return;
        }
        var password = OperatorDesk.firstPassword(random);
        if (operators.add(ADMINISTRATOR, password, Set.of(Role.ADMIN))) {
            data.writeSecret(FIRST_PASSWORD, password);
            terminal.println("First start. Sign in as 'admin' with the one-time password " + password
                    + " and choose your own. It is not shown again.");
        }
    }

    private void makeLocalToken() {
        if (data.readSecret(LOCAL_TOKEN).flatMap(tokens::verify).isEmpty()) {
            var token = tokens.issue("local", Set.of(Role.ADMIN), null, "system", Set.of(ADMINISTRATOR));
            data.writeSecret(LOCAL_TOKEN, token.token());
        }
    }
}
