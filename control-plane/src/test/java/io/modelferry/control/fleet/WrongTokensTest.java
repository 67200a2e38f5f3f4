package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Somebody tries join tokens, at the real door and over the real database; their addresses are of this test alone. */
final class WrongTokensTest {

    private static final int A_MINUTES_GUESSES = 60;

    private final RunningHouse house = RunningHouse.shared();
    private final EnrolmentDoor door = house.bean(EnrolmentDoor.class);
    private final Machine machine = Machine.fresh(house, "guessed-01");

    private int tries(String address, String token) throws Exception {
        var caller = new MockHttpServletRequest();
        caller.setRemoteAddr(address);
        var request = new EnrolmentRequest(token, machine.id(), machine.csr("CN=x"));
        var body = new ByteArrayInputStream(ProtocolJson.write(request));
        try {
            return door.enrol(caller, body).getStatusCode().value();
        } catch (Refusal refused) {
            return refused.status().value();
        }
    }

    @Test
    void whoGuessesIsToldToWaitAndNobodyElseIs() throws Exception {
        for (var guess = 0; guess < A_MINUTES_GUESSES; guess++) {
            assertThat(tries("203.0.113.9", "guess-" + guess)).isEqualTo(403);
        }

        assertThat(tries("203.0.113.9", "one more")).isEqualTo(429);
        assertThat(tries("203.0.113.9", Machine.token(house, "guessed-01", 1))).isEqualTo(429);
        assertThat(tries("203.0.113.10", Machine.token(house, "guessed-01", 1))).isEqualTo(200);
    }

    @Test
    void anotherAddressOfTheSameIpv6NetworkIsTheSameGuesser() throws Exception {
        for (var guess = 0; guess < A_MINUTES_GUESSES; guess++) {
            tries("2001:db8:0:1::" + Integer.toHexString(guess), "guess-" + guess);
        }

        assertThat(tries("2001:db8:0:1::ffff", "one more")).isEqualTo(429);
        assertThat(tries("2001:db8:0:2::1", "one more")).isEqualTo(403);
    }
}
