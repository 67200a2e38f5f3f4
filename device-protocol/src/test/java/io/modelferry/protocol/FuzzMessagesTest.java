package io.modelferry.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.trust.Envelope;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes on any topic: a message that is written as it was understood, or a refusal in words. A normal test run tries the seeds only
 * ({@code FuzzMessagesTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl device-protocol test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzMessagesTest</pre>
 */
final class FuzzMessagesTest {

    private static final List<Class<?>> MESSAGES = List.of(
            UpdateEvent.class,
            Reported.class,
            Window.class,
            Presence.class,
            Command.class,
            DesiredState.class,
            Envelope.class,
            BlockRequest.class,
            EnrolmentRequest.class);

    @FuzzTest(maxDuration = "10m")
    void isUnderstoodOrRefused(byte[] input) {
        MESSAGES.forEach(type -> understoodOrRefused(input, type));
        try {
            require(Arrays.equals(Block.decode(input).encode(), input), "a block of other bytes");
        } catch (MalformedMessage refused) {
            // in words
        }
    }

    private static void understoodOrRefused(byte[] input, Class<?> type) {
        Object message;
        try {
            message = ProtocolJson.read(input, type);
        } catch (MalformedMessage refused) {
            return;
        }
        var written = ProtocolJson.write(message);
        var again = ProtocolJson.write(ProtocolJson.read(written, type));
        require(Arrays.equals(again, written), "a " + type.getSimpleName() + " that changes each time it is read");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
