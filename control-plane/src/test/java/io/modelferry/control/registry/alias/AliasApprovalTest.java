package io.modelferry.control.registry.alias;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.alias.AliasApprovals.Word;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.Aliases.Order;
import io.modelferry.control.registry.alias.Aliases.Outcome;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Four eyes on {@code production}; {@code canary} moves as it likes. ada asks, ben agrees. */
final class AliasApprovalTest {

    private static final VersionName ONE = new VersionName("1");
    private static final VersionName TWO = new VersionName("2");
    private static final VersionName PRODUCTION = new VersionName("production");

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data, "modelferry.registry.alias-approval.required=true");
        rooms.stopWorkers();
        rooms.publishDemo(1, null);
        rooms.publishDemo(2, null);
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @BeforeEach
    void empty() {
        postgres.client()
                .sql("truncate registry_alias_move, registry_alias_request, registry_recall")
                .update();
    }

    @Test
    void aMoveWaitsUntilSomebodyElseAgrees() {
        var asked = (AskedMove) ask(ONE);

        assertThat(aliases().find(METER_READER, PRODUCTION)).isEmpty();
        assertThat(code(() -> approve("ada", asked.id()))).isEqualTo("four-eyes");
        assertThat(aliases().find(METER_READER, PRODUCTION)).isEmpty();

        var move = approve("ben", asked.id());

        assertThat(aliases().of(METER_READER)).containsExactly(move);
        assertThat(move.version()).isEqualTo(ONE);
        assertThat(move.actor()).isEqualTo("ada");
        assertThat(move.approvedBy()).isEqualTo("ben");
        assertThat(newest().state()).isEqualTo(AskedMove.State.APPROVED);
        assertThat(newest().decisionReason()).isEqualTo("looked at it");
        assertThat(rooms.audit().rows())
                .contains(
                        "registry.alias-move-requested meter-reader@production",
                        "registry.alias-move-approved meter-reader@production",
                        "registry.alias-moved meter-reader@production");
        assertThat(code(() -> approve("ben", asked.id()))).isEqualTo("alias-request-not-found");
    }

    @Test
    void onePersonIsOneWhateverTheyComeWith() {
        aliases().move(METER_READER, PRODUCTION, ONE, new Order("won in the field", "token:ci@ada", null));

        assertThat(code(() -> approve("ada", null))).isEqualTo("four-eyes");
        assertThat(code(() -> approve("token:second@ada", null))).isEqualTo("four-eyes");
        assertThat(aliases().find(METER_READER, PRODUCTION)).isEmpty();

        assertThat(approve("token:second@ben", null).version()).isEqualTo(ONE);
    }

    @Test
    void anAliasThatIsNotKeptMovesAtOnce() {
        assertThat(aliases().move(METER_READER, new VersionName("canary"), TWO, because("a trial")))
                .isInstanceOf(Move.class);
    }

    @Test
    void aNoLeavesEverythingAndIsHeardFromTheOneWhoAskedToo() {
        ask(ONE);
        deny("ben");
        ask(TWO);
        deny("ada");

        assertThat(aliases().history(METER_READER, PRODUCTION)).isEmpty();
        assertThat(newest().state()).isEqualTo(AskedMove.State.DENIED);
        assertThat(rooms.audit().rows()).contains("registry.alias-move-denied meter-reader@production");
    }

    @Test
    void aMoveThatWaitedTooLongIsNotMade() {
        ask(ONE);
        postgres.client()
                .sql("update registry_alias_request set expires_at = now()")
                .update();

        assertThat(code(() -> approve("ben", null))).isEqualTo("approval-expired");
        rooms.get(AskedMoves.class).expire();

        assertThat(newest().state()).isEqualTo(AskedMove.State.EXPIRED);
        assertThat(newest().decidedBy()).isEqualTo("system");
        assertThat(aliases().history(METER_READER, PRODUCTION)).isEmpty();
        assertThat(rooms.audit().rows()).contains("registry.alias-move-expired meter-reader@production");
        assertThat(ask(ONE)).isInstanceOf(AskedMove.class);
    }

    @Test
    void theVersionBeforeIsOnePersonsToGoBackToOnceAndNoFurther() {
        stand(ONE);
        stand(TWO);

        var back = (Move) ask(ONE);

        assertThat(back.wayBack()).isTrue();
        assertThat(back.approvedBy()).isNull();
        assertThat(aliases().find(METER_READER, PRODUCTION)).contains(ONE);
        assertThat(ask(TWO)).isInstanceOf(AskedMove.class);
    }

    @Test
    void takingTheAliasAwayWaitsToo() {
        stand(ONE);

        var asked = (AskedMove) aliases().remove(METER_READER, PRODUCTION, because("no more"));

        assertThat(asked.version()).isNull();
        assertThat(approve("ben", asked.id()).version()).isNull();
        assertThat(aliases().find(METER_READER, PRODUCTION)).isEmpty();
    }

    @Test
    void whatWasLookedAtIsWhatIsDone() {
        stand(ONE);
        stand(TWO);
        var first = (AskedMove) aliases().remove(METER_READER, PRODUCTION, because("no more"));

        assertThat(code(() -> approve("ben", first.id() + 1))).isEqualTo("alias-request-elsewhere");
        assertThat(code(() -> aliases().remove(METER_READER, PRODUCTION, because("once more"))))
                .isEqualTo("alias-move-waits");
        ask(ONE); // the way back stays open while something waits
        assertThat(code(() -> approve("ben", first.id()))).isEqualTo("alias-elsewhere");
        assertThat(newest().state()).isEqualTo(AskedMove.State.WAITING);
    }

    @Test
    void whatCannotStandAnyMoreIsNotMadeByTheSecondPersonEither() {
        ask(TWO);
        new TransactionTemplate(rooms.get(PlatformTransactionManager.class))
                .executeWithoutResult(status ->
                        rooms.get(Recalls.class).recall(METER_READER, TWO, new Recalls.RecallOrder("it burns", "ada")));

        assertThat(code(() -> approve("ben", null))).isEqualTo("version-recalled");
        assertThat(newest().state()).isEqualTo(AskedMove.State.WAITING);
    }

    @Test
    void ofTwoWordsAtOnceOneIsHeard() {
        ask(ONE);

        var outcomes = Stream.of("ben", "cleo")
                .map(who -> CompletableFuture.supplyAsync(() -> code(() -> approve(who, null))))
                .toList();

        assertThat(outcomes.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrder("", "alias-request-not-found");
        assertThat(aliases().history(METER_READER, PRODUCTION)).hasSize(1);
    }

    @Test
    void theDatabaseItselfLetsNobodyApproveTheirOwn() {
        ask(ONE);

        assertThatThrownBy(() -> postgres.client()
                        .sql(
                                "update registry_alias_request set state = 'APPROVED', decided_by = 'ada', decided_at = now()")
                        .update())
                .hasMessageContaining("registry_alias_request_check");
        assertThat(code(() -> aliases().move(METER_READER, PRODUCTION, TWO, new Order(" ", "ada", null))))
                .isEqualTo("invalid");
        assertThat(code(() ->
                        rooms.get(AliasApprovals.class).approve(METER_READER, PRODUCTION, word(" ", "ben", null))))
                .isEqualTo("invalid");
    }

    private static void stand(VersionName version) {
        ask(version);
        approve("ben", null);
    }

    private static Outcome ask(VersionName to) {
        return aliases().move(METER_READER, PRODUCTION, to, because("won in the field"));
    }

    private static Move approve(String who, @Nullable Long request) {
        return rooms.get(AliasApprovals.class).approve(METER_READER, PRODUCTION, word("looked at it", who, request));
    }

    private static void deny(String who) {
        rooms.get(AliasApprovals.class).deny(METER_READER, PRODUCTION, word("not today", who, null));
    }

    private static Word word(String reason, String who, @Nullable Long request) {
        return new Word(reason, who, request);
    }

    private static AskedMove newest() {
        return rooms.get(AliasApprovals.class).of(METER_READER, 1).getFirst();
    }

    private static Order because(String reason) {
        return new Order(reason, "ada", null);
    }

    private static Aliases aliases() {
        return rooms.get(Aliases.class);
    }

    /** Empty if it was not refused. */
    private static String code(ThrowingCallable call) {
        var refusal = catchThrowableOfType(Refusal.class, call);
        return refusal == null ? "" : refusal.code();
    }
}
