package io.modelferry.control.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.registry.VersionRecalled;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutMoved;
import io.modelferry.control.rollout.RolloutState;
import io.modelferry.control.webhooks.Webhooks.DeliveryView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Messages on their way to a real HTTP server. */
final class DeliveryTest {

    private static final ModelName MODEL = new ModelName("meter-reader");
    private static final VersionName VERSION = new VersionName("2");

    @TempDir
    static Path folder;

    private static WebhookRoom room;

    private Receiver receiver;

    @BeforeAll
    static void open() {
        room = new WebhookRoom(folder);
    }

    @BeforeEach
    void listen() throws Exception {
        room.clear();
        receiver = new Receiver();
    }

    @AfterEach
    void hangUp() {
        receiver.close();
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() throws Exception {
        var secret = room.subscribe("ops", receiver.url(), "*").secret();

        moved("r1", "HALT");
        room.send();

        var heard = receiver.heard.getFirst();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        var signed = heard.id() + "." + heard.timestamp() + "." + heard.body();
        var expected = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        assertThat(heard.signature()).isEqualTo("v1," + expected);
        assertThat(heard.timestamp()).isEqualTo(Long.toString(room.now.getEpochSecond()));
        assertThat(heard.path()).isEqualTo("/hook?for=us");
        var message = new JsonMapper().readTree(heard.body());
        assertThat(message.path("type").asString()).isEqualTo("rollout.halted");
        assertThat(message.path("data").path("rollout").asString()).isEqualTo("r1");
        assertThat(message.path("data").path("why").asString()).isEqualTo("because HALT");
    }

    /** The vector of the specification's own reference libraries, so that our signing is not only compared with itself. */
    @Test
    void signsTheReferenceVector() {
        var secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        var headers = Signature.headers(
                secret,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(headers.get("webhook-signature")).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void triesAgainAfter500UnderTheSameIdUntilItIsTaken() {
        receiver.answers(500, 503);
        room.subscribe("ops", receiver.url(), "rollout.*");
        moved("r1", "START");

        room.send();
        assertThat(receiver.heard).as("not at once").hasSize(1);
        room.later(Duration.ofSeconds(8));
        room.send();
        room.later(Duration.ofSeconds(16));
        room.send();

        assertThat(receiver.heard).hasSize(3).extracting(Receiver.Heard::id).containsOnly(only().id());
        assertThat(receiver.heard)
                .extracting(Receiver.Heard::body)
                .hasSize(3)
                .containsOnly(receiver.heard.getFirst().body());
        assertThat(only().state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(only().attempts()).isEqualTo(3);
        assertThat(only().lastError()).isEmpty();
    }

    @Test
    void ofOneRolloutTheEarlierGoesFirstAndNoOtherWaitsForIt() {
        receiver.answers(500);
        room.subscribe("ops", receiver.url(), "*");
        moved("r1", "START");
        moved("r1", "HALT");
        moved("r2", "START");

        room.send();
        assertThat(kinds()).containsExactly("r1 rollout.started", "r2 rollout.started");
        room.later(Duration.ofMinutes(1));
        room.send();

        assertThat(kinds())
                .containsExactly("r1 rollout.started", "r2 rollout.started", "r1 rollout.started", "r1 rollout.halted");
    }

    @Test
    void aProcessThatDiesAfterSendingSendsAgainUnderTheSameId() throws Exception {
        room.subscribe("ops", receiver.url(), "*");
        moved("r1", "START");
        var claim = room.deliveries.claim(room.now, Dispatcher.LEASE).orElseThrow();
        room.dispatcher.send(claim); // and it is gone before it wrote that down

        room.send();
        assertThat(receiver.heard).as("the lease holds").hasSize(1);
        room.later(Dispatcher.LEASE);
        room.dispatcher(WebhookRoom.loopback()).sendNext();

        assertThat(receiver.heard).hasSize(2).extracting(Receiver.Heard::id).containsOnly(only().id());
        assertThat(only().state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void isGivenUpAfterADayAndCanBeRedelivered() {
        receiver.close();
        room.subscribe("ops", receiver.url(), "*");
        moved("r1", "START");
        var attempts = 0;
        while (only().state() == DeliveryState.PENDING) {
            room.send();
            attempts++;
            room.now = only().nextAttempt() == null ? room.now : only().nextAttempt();
        }

        assertThat(attempts).isBetween(15, 60);
        assertThat(only().lastError()).contains("Connect");
        assertThat(Duration.between(only().createdAt(), only().endedAt())).isEqualTo(DeliveryRows.PATIENCE);

        room.inTransaction(() -> room.desk().redeliver(only().id()));
        assertThat(only().state()).isEqualTo(DeliveryState.PENDING);
        assertThat(only().attempts()).isZero();
    }

    @Test
    void a410IsGivenUpAtOnceAndARedirectIsNotFollowed() {
        receiver.answers(410, 302);
        room.subscribe("ops", receiver.url(), "*");
        moved("r1", "START");
        moved("r2", "START");

        room.send();

        assertThat(receiver.heard).hasSize(2).extracting(Receiver.Heard::path).containsOnly("/hook?for=us");
        assertThat(room.all().getFirst().state()).isEqualTo(DeliveryState.DEAD);
        assertThat(room.all().getLast().lastError()).contains("302", "not followed");
    }

    @Test
    void tellsEachSubscriberOnlyWhatItWants() throws Exception {
        try (var other = new Receiver()) {
            room.subscribe("halts", receiver.url(), "rollout.halted");
            room.subscribe("recalls", other.url(), "version.*");
            moved("r1", "START");
            moved("r1", "WAITING");
            moved("r1", "HALT");
            room.happens(() -> room.outbox.on(new VersionRecalled(
                    MODEL, VERSION, Set.of(new ArtifactDigest("ab".repeat(32))), "it burns", "ada", room.now)));

            room.send();

            assertThat(receiver.bodies()).hasSize(1).first().asString().contains("rollout.halted");
            assertThat(other.bodies()).hasSize(1).first().asString().contains("version.recalled", "it burns", "abab");
        }
    }

    @Test
    void whatIsTakenBackIsNeverTold() {
        room.subscribe("ops", receiver.url(), "*");

        assertThatThrownBy(() -> room.happens(() -> {
                    room.outbox.on(event("r1", "START"));
                    throw new IllegalStateException("taken back");
                }))
                .hasMessage("taken back");
        room.send();

        assertThat(receiver.heard).isEmpty();
    }

    @Test
    void aReceiverThatHangsHoldsUpNoOtherAndEndsInTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            room.subscribe("silent", "http://127.0.0.1:" + silent.getLocalPort() + "/", "*");
            room.subscribe("ops", receiver.url(), "*");
            moved("r1", "START");
            moved("r2", "START");
            var first = room.deliveries.claim(room.now, Dispatcher.LEASE).orElseThrow();

            room.send(); // another sender, while the first one hangs

            assertThat(receiver.heard).hasSize(2);
            assertThatThrownBy(() -> room.dispatcher.send(first)).isInstanceOf(IOException.class);
        }
    }

    private static void moved(String rollout, String kind) {
        room.happens(() -> {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            room.outbox.on(event(rollout, kind));
        });
    }

    private static RolloutMoved event(String rollout, String kind) {
        return new RolloutMoved(
                new RolloutId(rollout),
                MODEL,
                VERSION,
                kind,
                RolloutState.RUNNING,
                0,
                "ada",
                "because " + kind,
                room.now);
    }

    private static DeliveryView only() {
        assertThat(room.all()).hasSize(1);
        return room.all().getFirst();
    }

    /** {@code r1 rollout.started} of each message in the order it came. */
    private ArrayList<String> kinds() {
        var kinds = new ArrayList<String>();
        for (var body : receiver.bodies()) {
            var message = new JsonMapper().readTree(body);
            kinds.add(message.path("data").path("rollout").asString() + " "
                    + message.path("type").asString());
        }
        return kinds;
    }
}
