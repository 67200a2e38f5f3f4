package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.PostOffice.Letter;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MailboxesTest {

    private static final DeviceId CAMERA = new DeviceId("cam-01");
    private static final ArtifactDigest MODEL = new ArtifactDigest("a".repeat(64));
    private static final ArtifactDigest OTHER = new ArtifactDigest("b".repeat(64));
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static TestPostgres postgres;
    private Mailboxes mailboxes;

    @BeforeAll
    static void database() {
        postgres = TestPostgres.migrated();
    }

    @BeforeEach
    void emptyMailboxes() {
        postgres.client().sql("delete from delivery_mailbox").update();
        mailboxes = new Mailboxes(postgres.template(), postgres.client());
    }

    @Test
    void holdsTheNewestGoalOnly() {
        put(letter(1, "first"), letter(2, "second"));

        assertThat(due())
                .singleElement()
                .satisfies(due -> assertThat(due.generation()).isEqualTo(2));
    }

    @Test
    void dropsALetterOfALowerGeneration() {
        put(letter(5, "newer"));
        put(letter(4, "late"));

        assertThat(due())
                .singleElement()
                .satisfies(due -> assertThat(due.generation()).isEqualTo(5));
    }

    @Test
    void handsOutWhatBrakesBeforeWhatWasThereEarlier() {
        put(letter(1, "a gift"));
        var brake = new DeviceId("cam-02");
        mailboxes.put(List.of(letter(brake, "a brake", true)), NOW.plusSeconds(60));

        assertThat(due()).extracting(Mailboxes.Due::device).containsExactly(brake, CAMERA);
    }

    @Test
    void letsADeviceHaveWhatItsGoalEnclosesAndNothingElse() {
        put(letter(1, "goal"));

        assertThat(mailboxes.encloses(CAMERA, MODEL)).isTrue();
        assertThat(mailboxes.encloses(CAMERA, OTHER)).isFalse();
        assertThat(mailboxes.encloses(new DeviceId("cam-02"), MODEL)).isFalse();
    }

    @Test
    void sendsAgainWhatWasMarkedForAnOlderGoal() {
        put(letter(1, "first"));
        var sent = due();
        put(letter(2, "second"));
        mailboxes.markSent(sent);

        assertThat(due())
                .singleElement()
                .satisfies(due -> assertThat(due.generation()).isEqualTo(2));
    }

    @Test
    void isDueAgainAfterARestartBecauseNobodyKnowsWhatTheBrokerKept() {
        put(letter(1, "goal"));
        mailboxes.markSent(due());
        assertThat(due()).isEmpty();

        mailboxes.markAllDue();

        assertThat(due()).hasSize(1);
    }

    @Test
    void givesARowToOneReplicaAtATime() {
        put(letter(1, "goal"));

        var seenByTheOther = postgres.transaction().execute(status -> {
            assertThat(mailboxes.due(10)).hasSize(1);
            return CompletableFuture.supplyAsync(this::due).join();
        });

        assertThat(seenByTheOther).isEmpty();
    }

    private List<Mailboxes.Due> due() {
        return postgres.transaction().execute(status -> mailboxes.due(10));
    }

    private void put(Letter... letters) {
        for (var letter : letters) {
            mailboxes.put(List.of(letter), NOW);
        }
    }

    private static Letter letter(long generation, String payload) {
        return new Letter(CAMERA, generation, sealed(payload), Set.of(MODEL), false);
    }

    private static Letter letter(DeviceId device, String payload, boolean urgent) {
        return new Letter(device, 1, sealed(payload), Set.of(MODEL), urgent);
    }

    private static Envelope sealed(String payload) {
        return new Envelope("test", payload.getBytes(), List.of());
    }
}
