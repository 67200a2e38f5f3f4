package io.modelferry.control.registry.alias;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.Aliases.Order;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.HandlerMapping;

final class AliasTest {

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
        rooms = CatalogRooms.start(postgres, data);
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
        postgres.client().sql("truncate registry_alias_move, registry_recall").update();
    }

    @Test
    void everyMoveStaysAndTellsWhatStoodAtAnyInstant() {
        var first = move(ONE, "first");
        var second = move(TWO, "won");
        var third = (Move) aliases().remove(METER_READER, PRODUCTION, because("gone"));

        assertThat(aliases().history(METER_READER, PRODUCTION)).containsExactly(third, second, first);
        assertThat(second.previous()).isEqualTo(ONE);
        assertThat(aliases().of(METER_READER)).isEmpty();
        assertThat(aliases().asOf(METER_READER, first.at())).containsExactly(first);
        assertThat(aliases().asOf(METER_READER, third.at().minusNanos(1000))).containsExactly(second);
        assertThat(aliases().asOf(METER_READER, first.at().minusNanos(1000))).isEmpty();
        assertThat(rooms.audit().rows())
                .contains(
                        "registry.alias-moved meter-reader@production",
                        "registry.alias-removed meter-reader@production");
        assertThatThrownBy(() -> postgres.client()
                        .sql("update registry_alias_move set version = '2'")
                        .update())
                .hasMessageContaining("never changed");
    }

    @Test
    void movingToWhereItStandsWritesNothing() {
        var first = move(ONE, "first");

        assertThat(move(ONE, "again")).isEqualTo(first);
        assertThat(aliases().history(METER_READER, PRODUCTION)).hasSize(1);
    }

    @Test
    void ofManyMovesAtOnceThatExpectTheSameOneWins() {
        move(ONE, "first");

        var outcomes = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> code(() -> aliases().move(METER_READER, PRODUCTION, TWO, expecting(ONE)))))
                .toList();

        assertThat(outcomes.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrder("", "alias-elsewhere", "alias-elsewhere", "alias-elsewhere");
        assertThat(aliases().history(METER_READER, PRODUCTION)).hasSize(2);
    }

    @Test
    void whatCannotStandIsRefusedAndWritesNothing() {
        recallTwo();

        assertThat(List.of(
                        code(() -> move(new VersionName("9"), "no such version")),
                        code(() -> move(TWO, "recalled")),
                        code(() -> move(ONE, " ")),
                        code(() -> aliases().move(METER_READER, ONE, TWO, because("a version's name"))),
                        code(() -> aliases().remove(METER_READER, PRODUCTION, because("there is none")))))
                .containsExactly(
                        "version-not-found", "version-recalled", "invalid", "alias-is-a-version", "alias-not-found");
        assertThat(aliases().of(METER_READER)).isEmpty();
    }

    @Test
    void aVersionCannotTakeTheNameOfAnAliasThatIsOrWas() {
        move(ONE, "first");
        aliases().remove(METER_READER, PRODUCTION, because("gone"));

        assertThat(code(() -> rooms.publish("production", CatalogRooms.demo("meter-reader-3.onnx"), null)))
                .isEqualTo("name-is-an-alias");
    }

    @Test
    void aPathWithAnAliasReachesTheControllerAsTheVersion() {
        move(TWO, "won");

        assertThat(versionSeenBehind("GET", "production")).isEqualTo("2");
        assertThat(versionSeenBehind("POST", "production")).isEqualTo("2");
        assertThat(versionSeenBehind("GET", "1")).isEqualTo("1");
        assertThat(versionSeenBehind("PUT", "production")).isEqualTo("production");
    }

    private static String versionSeenBehind(String method, String name) {
        var request = new MockHttpServletRequest(method, "/");
        request.setAttribute(
                HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
                Map.of("model", METER_READER.value(), "version", name));

        assertThat(rooms.get(AliasedPaths.class).preHandle(request, new MockHttpServletResponse(), "handler"))
                .isTrue();
        var path = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return String.valueOf(path.get("version"));
    }

    private static void recallTwo() {
        new TransactionTemplate(rooms.get(PlatformTransactionManager.class))
                .executeWithoutResult(status ->
                        rooms.get(Recalls.class).recall(METER_READER, TWO, new Recalls.RecallOrder("it burns", "ada")));
    }

    private static Move move(VersionName to, String reason) {
        return (Move) aliases().move(METER_READER, PRODUCTION, to, because(reason));
    }

    private static Order because(String reason) {
        return new Order(reason, "ada", null);
    }

    private static Order expecting(@Nullable VersionName expected) {
        return new Order("a race", "ada", expected);
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
